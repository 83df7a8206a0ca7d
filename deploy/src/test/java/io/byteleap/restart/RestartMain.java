package io.byteleap.restart;

import io.byteleap.chain.ChainRules;
import io.byteleap.chain.SimulatedChain;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Neuron.Stake;
import io.byteleap.keys.Keypair;
import io.byteleap.keys.SecretBytes;
import io.byteleap.node.FreePorts;
import io.byteleap.node.NodeLog;
import io.byteleap.node.TextTable;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.postgres.DatabaseUrl;
import io.byteleap.wallet.Wallet;
import io.byteleap.wallet.WalletName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `restart-test`: writes a history into a validator's embedded database, starts the validator on
/// it several times, and says how long it takes until it is ready, and until all are scored.
@Command(
    name = "restart-test",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = "Measures how long a validator with a full history takes to start.")
final class RestartMain implements Callable<Integer> {
  private static final int SEED_BYTES = 32;
  private static final long STAKE_TAO = 20_000;
  private static final int CONNECTIONS = 2;

  @Option(names = "--miners", description = "Miners with a history (1 to 1000).")
  private int miners = 256;

  @Option(names = "--workers", description = "Workers of each (1 to 100).")
  private int workers = 100;

  @Option(names = "--hours", description = "Hours of history.")
  private int hours = 169;

  @Option(names = "--runs", description = "Times that the validator is started.")
  private int runs = 3;

  @Option(
      names = "--folder",
      required = true,
      description = "Folder for the data; a history that is in it already is used again.")
  private Path folder = Path.of("");

  @Option(names = "--program", required = true, description = "The validator's program.")
  private Path program = Path.of("");

  private RestartMain() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RestartMain()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    NodeLog.use(NodeLog.LogLevel.WARNING, new NodeLog.ConsoleOnly());
    if (!Files.exists(folder.resolve("history.txt"))) {
      found();
    }
    System.out.println(Files.readString(folder.resolve("history.txt")).strip());
    var table = TextTable.ofFigures("START", "READY", "ALL SCORED", "MEMORY");
    var ports = FreePorts.startingAnywhere(RandomGenerator.getDefault());
    for (int run = 1; run <= runs; run++) {
      try (var validator = StartedValidator.start(program, folder, ports)) {
        var ready = validator.untilReady();
        var scored = validator.untilScored();
        table.row(Integer.toString(run), text(ready), text(scored), validator.memoryMiB() + " MiB");
      }
    }
    table.lines().forEach(System.out::println);
    return 0;
  }

  private static String text(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1_000.0);
  }

  private void found() throws IOException, SQLException, DatabaseProblem {
    var chain = SimulatedChain.in(folder.resolve("chain"), InstantSource.system());
    chain.found(new ChainRules(Duration.ofSeconds(1), 10));
    var random = new SecureRandom();
    var wallet = Wallet.at(folder.resolve("wallets"), new WalletName(StartedValidator.WALLET));
    chain.register(
        wallet.makeHotkey(new WalletName(WalletName.DEFAULT), random),
        true,
        Stake.ofTao(STAKE_TAO));
    List<Hotkey> hotkeys = IntStream.range(0, miners).mapToObj(_ -> hotkey(random)).toList();
    for (Hotkey hotkey : hotkeys) {
      chain.register(hotkey, false, Stake.ofTao(0));
    }
    var begun = Instant.now();
    long events = write(new HistoryWriter.Size(hotkeys, workers, Duration.ofHours(hours)));
    Files.writeString(
        folder.resolve("history.txt"),
        "%d miners with %d workers each, %d hours: %d events, written in %d s%n"
            .formatted(
                miners,
                workers,
                hours,
                events,
                Duration.between(begun, Instant.now()).toSeconds()));
  }

  private static Hotkey hotkey(SecureRandom random) {
    byte[] seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    try (var keypair = Keypair.ofSeed(SecretBytes.taking(seed))) {
      return keypair.publicKey().address();
    }
  }

  private long write(HistoryWriter.Size size) throws SQLException, IOException, DatabaseProblem {
    var database = Database.open(new DatabaseUrl.Embedded(), folder.resolve("data"), CONNECTIONS);
    try (var connection = database.dataSource().getConnection()) {
      return new HistoryWriter(connection, size, Instant.now()).write();
    } finally {
      database.close();
    }
  }
}
