package io.byteleap.loadtest;

import io.byteleap.chain.ChainRules;
import io.byteleap.chain.SimulatedChain;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Neuron.Stake;
import io.byteleap.node.FreePorts;
import io.byteleap.transport.SynapseClient.Target;
import io.byteleap.wallet.Wallet;
import io.byteleap.wallet.WalletName;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// A validator under test: the installed program with its embedded database, on a simulated chain
/// with all miners of a run.
public final class ValidatorProcess implements AutoCloseable {
  private static final long STAKE_TAO = 20_000;
  private static final String WALLET = "validator";

  /// `validation` of a validator that issues no challenges.
  static final List<String> NO_CHALLENGES = List.of("challenge_interval: 24h");

  private final ProgramProcess process;
  private final Target target;
  private final int statusPort;

  private ValidatorProcess(ProgramProcess process, Target target, int statusPort) {
    this.process = process;
    this.target = target;
    this.statusPort = statusPort;
  }

  /// Where the programs are, and where the validator lies.
  public record Place(Path home, Path folder) {}

  /// Starts it and waits until it is ready; `validation` are the lines of that section of its
  /// configuration.
  public static ValidatorProcess start(
      Place place, List<Hotkey> miners, List<String> validation, FreePorts ports)
      throws IOException, LoadProblem {
    Path folder = place.folder();
    var chain = SimulatedChain.in(folder.resolve("chain"), InstantSource.system());
    chain.found(new ChainRules(Duration.ofSeconds(1), 10));
    var wallet = Wallet.at(folder.resolve("wallets"), new WalletName(WALLET));
    var own = wallet.makeHotkey(new WalletName(WalletName.DEFAULT), new SecureRandom());
    chain.register(own, true, Stake.ofTao(STAKE_TAO));
    for (Hotkey miner : miners) {
      chain.register(miner, false, Stake.ofTao(0));
    }
    int port = ports.next();
    int statusPort = ports.next();
    Path config = folder.resolve("validator.yaml");
    Files.writeString(config, config(folder, validation, port, statusPort));
    var program = place.home().resolve("deploy").resolve("bin").resolve("byteleap-validator");
    var process =
        ProgramProcess.start(
            List.of(program.toString(), "--config", config.toString()),
            Map.of(),
            folder.resolve("validator.log"),
            statusPort);
    try {
      process.awaitReady();
      return new ValidatorProcess(
          process, new Target(new Endpoint(Door.HOST, port), own), statusPort);
    } catch (LoadProblem | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  private static String config(Path folder, List<String> validation, int port, int statusPort) {
    return """
    host: %s
    external_ip: %s
    port: %d
    status:
      port: %d
    subtensor:
      network: simulated
      simulated_dir: %s
    metagraph:
      sync_interval: 5s
    wallet:
      name: %s
      path: %s
    logging:
      log_dir: ""
    data_dir: %s
    validation:
      %s
    weight_management:
      score_interval: 20s
    """
        .formatted(
            Door.HOST,
            Door.HOST,
            port,
            statusPort,
            quoted(folder.resolve("chain")),
            WALLET,
            quoted(folder.resolve("wallets")),
            quoted(folder.resolve("data")),
            String.join("\n  ", validation));
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }

  ProgramProcess process() {
    return process;
  }

  /// A page of its interface for operators.
  public URI page(String path) {
    return URI.create("http://" + Door.HOST + ":" + statusPort + path);
  }

  /// Where its door is.
  public Target target() {
    return target;
  }

  @Override
  public void close() {
    process.close();
  }
}
