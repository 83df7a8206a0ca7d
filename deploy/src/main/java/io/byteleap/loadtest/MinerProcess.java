package io.byteleap.loadtest;

import io.byteleap.chain.ChainRules;
import io.byteleap.chain.SimulatedChain;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Neuron.Stake;
import io.byteleap.node.FreePorts;
import io.byteleap.wallet.Wallet;
import io.byteleap.wallet.WalletName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The miner that is measured: the installed program as a process of its own, on a simulated chain
/// with one validator.
final class MinerProcess implements AutoCloseable {

  /// What the operator's page says about memory.
  private static final int HOTKEYS_OF_USUAL_HEAP = 10;

  private static final String LARGE_HEAP = "-Xmx512m -Xmn256m";
  private static final long STAKE_TAO = 20_000;

  private final MinerSetup setup;
  private final List<Hotkey> hotkeys = new ArrayList<>();
  private final int doorPort;
  private final int statusPort;
  private final ProgramProcess process;

  private MinerProcess(Path program, MinerSetup setup, ScriptedValidator validator, FreePorts ports)
      throws IOException {
    this.setup = setup;
    this.doorPort = ports.next();
    this.statusPort = ports.next();
    Files.createDirectories(setup.folder());
    found(validator);
    Files.writeString(configFile(), config());
    this.process =
        ProgramProcess.start(
            command(program),
            setup.hotkeys() > HOTKEYS_OF_USUAL_HEAP
                ? Map.of("BYTELEAP_JAVA_OPTS", LARGE_HEAP)
                : Map.of(),
            setup.folder().resolve("miner.log"),
            statusPort);
  }

  /// Starts it and waits until it is ready: chain, door and validator.
  static MinerProcess start(
      Path program, MinerSetup setup, ScriptedValidator validator, FreePorts ports)
      throws IOException, LoadProblem {
    var miner = new MinerProcess(program, setup, validator, ports);
    try {
      miner.process.awaitReady();
      return miner;
    } catch (LoadProblem | RuntimeException e) {
      miner.close();
      throw e;
    }
  }

  private void found(ScriptedValidator validator) throws IOException {
    var chain = SimulatedChain.in(setup.folder().resolve("chain"), InstantSource.system());
    chain.found(new ChainRules(Duration.ofSeconds(1), 10));
    for (int i = 0; i < setup.hotkeys(); i++) {
      var wallet = Wallet.at(setup.folder().resolve("wallets"), new WalletName(walletName(i)));
      var hotkey = wallet.makeHotkey(new WalletName(WalletName.DEFAULT), new SecureRandom());
      hotkeys.add(hotkey);
      chain.register(hotkey, false, Stake.ofTao(0));
    }
    chain.register(validator.hotkey(), true, Stake.ofTao(STAKE_TAO));
    chain.serveAxon(validator.hotkey(), validator.endpoint()).toCompletableFuture().join();
  }

  private static String walletName(int index) {
    return "miner-" + (index + 1);
  }

  private Path configFile() {
    return setup.folder().resolve("miner.yaml");
  }

  private String config() {
    var yaml =
        new StringBuilder(
            """
            subtensor:
              network: simulated
              simulated_dir: %s
            metagraph:
              sync_interval: 500ms
              validator_min_stake_tao: 1000
            logging:
              log_dir: ""
            task_poll_interval: 1s
            data_dir: %s
            worker_management:
              legacy_workers: allow
              host: %s
              port: %d
            status:
              port: %d
            """
                .formatted(
                    quoted(setup.folder().resolve("chain")),
                    quoted(setup.folder().resolve("data")),
                    Door.HOST,
                    doorPort,
                    statusPort));
    String wallets = quoted(setup.folder().resolve("wallets"));
    if (setup.hotkeys() == 1) {
      yaml.append("wallet:\n  name: %s\n  path: %s\n".formatted(walletName(0), wallets));
      return yaml.toString();
    }
    yaml.append("hotkeys:\n");
    for (int i = 0; i < setup.hotkeys(); i++) {
      yaml.append(
          "  - wallet:\n      name: %s\n      path: %s\n    path: %s\n"
              .formatted(walletName(i), wallets, path(i)));
    }
    return yaml.toString();
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }

  private String path(int index) {
    return setup.hotkeys() == 1 ? "/" : "/h" + (index + 1);
  }

  private List<String> command(Path program) {
    var command = new ArrayList<>(List.of(program.toString(), "--config", configFile().toString()));
    new TreeMap<>(setup.settings())
        .forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    return command;
  }

  /// Its figures as they are now.
  Figures figures() throws IOException, LoadProblem {
    return process.figures();
  }

  Hotkey hotkey(int index) {
    return hotkeys.get(index);
  }

  Door door(int index) {
    return new Door(doorPort, path(index));
  }

  long pid() {
    return process.pid();
  }

  /// Lines of its log so far.
  long logLines() throws IOException {
    return process.logLines();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.close();
  }
}
