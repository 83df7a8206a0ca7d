package io.byteleap.localnet;

import io.byteleap.durable.DurableFile;
import io.byteleap.durable.FileLock;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The folders of a localnet: where the programs and the configuration are, and where everything
/// that it stores lies.
public record Site(Path programs, Path configs, Path data) {
  private static final int TOKEN_BYTES = 24;
  private static final String LOGS = "logs";
  private static final String CHAIN = "chain";
  private static final String TOKEN = "api.token";
  private static final String WALLETS = "wallets";

  /// What a localnet makes in its data folder, apart from the folders of the nodes.
  private static final Set<String> OWN = Set.of(LOGS, CHAIN, TOKEN, WALLETS);

  public static Site of(Path home, Path configs, Path data) {
    return new Site(home.resolve("deploy").resolve("bin"), configs, data);
  }

  Path program(String kind) {
    return programs.resolve("byteleap-" + kind);
  }

  public Path config(String kind) {
    return configs.resolve(kind + ".yaml");
  }

  public Path chain() {
    return data.resolve(CHAIN);
  }

  public Path tokenFile() {
    return data.resolve(TOKEN);
  }

  public Path wallets() {
    return data.resolve(WALLETS);
  }

  public Path dataOf(String node) {
    return data.resolve(node);
  }

  /// The authority that vouches for the validator's gateway, which writes it when it begins.
  public Path gatewayAuthority() {
    return dataOf(Plan.VALIDATOR).resolve("gateway-ca.pem");
  }

  Path joinTokenOf(String worker) {
    return dataOf(worker).resolve("join.token");
  }

  public Path logs() {
    return data.resolve(LOGS);
  }

  public Path logOf(String node) {
    return logs().resolve(node + ".log");
  }

  /// Keeps other localnets out of the folder until it is let go, or this process ends.
  public FileLock claim() throws IOException {
    var lock =
        FileLock.hold(data.resolve("localnet.lock"))
            .orElseThrow(
                () ->
                    new IOException(
                        "another localnet uses " + data + "; stop it, or give --data-dir"));
    Files.writeString(pidFile(), ProcessHandle.current().pid() + "\n");
    return lock;
  }

  private Path pidFile() {
    return data.resolve("localnet.pid");
  }

  public void release(FileLock lock) throws IOException {
    Files.deleteIfExists(pidFile());
    lock.close();
  }

  /// Deletes what earlier runs stored. Nothing else in the folder is touched.
  private void forget() throws IOException, DatabaseProblem {
    stopDatabase();
    for (Path entry : entries()) {
      String name = String.valueOf(entry.getFileName());
      if (OWN.contains(name) || name.matches("validator|(validator|miner|worker)-[0-9]+")) {
        delete(entry);
      }
    }
  }

  /// As new: nothing is stored, the logs of the run before are kept, and there is a token.
  public void renew() throws IOException {
    try {
      forget();
    } catch (DatabaseProblem e) {
      throw new IOException(e.getMessage(), e);
    }
    open();
  }

  /// What every run begins with: logs of its own, and a token.
  void open() throws IOException {
    rotateLogs();
    makeToken();
  }

  /// Stops the database server that a killed validator left running.
  public void stopDatabase() throws DatabaseProblem {
    EmbeddedPostgres.stopLeftOver(dataOf("validator").resolve("postgres"));
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(data)) {
      return entries.toList();
    }
  }

  private static void delete(Path entry) throws IOException {
    try (Stream<Path> inside = Files.walk(entry)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /// Makes the token of the leases' interface unless there is one.
  private void makeToken() throws IOException {
    if (!Files.exists(tokenFile())) {
      var bytes = new byte[TOKEN_BYTES];
      new SecureRandom().nextBytes(bytes);
      DurableFile.write(
          tokenFile(), HexFormat.of().formatHex(bytes) + "\n", DurableFile.Readers.OWNER);
    }
  }

  /// Keeps the logs of the run before beside those of this one.
  private void rotateLogs() throws IOException {
    Files.createDirectories(logs());
    try (Stream<Path> files = Files.list(logs())) {
      for (Path file : files.filter(path -> path.toString().endsWith(".log")).toList()) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
