package io.byteleap.persistence.postgres;

import io.byteleap.domain.units.Label;
import io.byteleap.durable.DurableFile;
import io.byteleap.node.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A PostgreSQL server of our own, on loopback, with its data in a folder that is kept.
///
/// What is stored is on the disk before it is acknowledged (`fsync`, `synchronous_commit`). Only
/// who can read the password file in the data folder gets in. The server outlives a killed process;
/// the next start finds it by its pid file, stops it in good order and starts it again.
public final class EmbeddedPostgres {
  public static final String VERSION = "18.6";

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final String MAJOR = "18";
  private static final String USER = "byteleap";
  private static final String PASSWORD_FILE = "byteleap.password";
  private static final int PASSWORD_BYTES = 24;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern PLAIN_PATH = Pattern.compile("[^\"'`$\\\\\\p{Cntrl}]+");

  private final PostgresBinaries binaries;
  private final Path folder;
  private final Path log;

  private EmbeddedPostgres(PostgresBinaries binaries, Path folder) {
    this.binaries = binaries;
    this.folder = folder;
    this.log = folder.resolveSibling(folder.getFileName() + ".log");
  }

  /// A server that accepts connections.
  public record Running(EmbeddedPostgres server, int port, String password) {
    /// The server as others would name it.
    DatabaseUrl.Server asServer() {
      String jdbcUrl = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
      return new DatabaseUrl.Server(jdbcUrl, USER, password);
    }

    /// The server in the words of a configuration file. Holds the password: such a file is for its
    /// owner only.
    public String url() {
      return "postgresql://" + USER + ":" + password + "@127.0.0.1:" + port + "/postgres";
    }

    /// Starts the server again, at the same port, if it has died.
    public void revive() throws DatabaseProblem {
      server.revive(port);
    }

    /// Copies everything into the folder `to`, which is made, while the server goes on working: a
    /// server that is started on it has all that was acknowledged before this was called.
    public void backUp(Path to) throws DatabaseProblem {
      BaseBackup.take(this, server.folder, to);
    }

    /// Stops the server in good order; waits until it has stopped.
    public void stop() throws DatabaseProblem {
      server.stop();
    }

    @Override
    public String toString() {
      return "Running[port=" + port + "]";
    }
  }

  /// Starts the server whose data is in `folder`, which is made when it does not exist.
  public static Running start(Path folder) throws DatabaseProblem {
    Path absolute = folder.toAbsolutePath().normalize();
    if (!PLAIN_PATH.matcher(absolute.toString()).matches()) {
      throw new DatabaseProblem("the path of the data directory holds quotes or signs: " + folder);
    }
    var binaries = PostgresBinaries.unpackedIn(PostgresBinaries.cacheFor(absolute));
    return new EmbeddedPostgres(binaries, absolute).start();
  }

  /// Stops the server that a killed process left behind on `folder`, if there is one.
  public static void stopLeftOver(Path folder) throws DatabaseProblem {
    Path absolute = folder.toAbsolutePath().normalize();
    if (isRunning(absolute)) {
      var binaries = PostgresBinaries.unpackedIn(PostgresBinaries.cacheFor(absolute));
      new EmbeddedPostgres(binaries, absolute).stop();
    }
  }

  private Running start() throws DatabaseProblem {
    try {
      checkFolder();
      if (!Files.exists(folder)) {
        initialise();
      } else if (isRunning(folder)) {
        LOG.info("a PostgreSQL server was left running, stopping it, folder={}", folder);
        stop();
      }
      rotateLog();
      int port = FreePorts.startingAnywhere(RandomGenerator.getDefault()).next();
      launch(port);
      String password = Files.readString(folder.resolve(PASSWORD_FILE)).strip();
      return new Running(this, port, password);
    } catch (IOException e) {
      throw new DatabaseProblem("the data directory " + folder + " cannot be used: " + e, e);
    }
  }

  private void revive(int port) throws DatabaseProblem {
    if (!isRunning(folder)) {
      LOG.warn("the PostgreSQL server has died, starting it again, folder={}", folder);
      try {
        launch(port);
      } catch (IOException e) {
        throw new DatabaseProblem("the data directory " + folder + " cannot be used: " + e, e);
      }
    }
  }

  /// Refuses a folder that is not, or not wholly, a data folder of this version.
  private void checkFolder() throws IOException, DatabaseProblem {
    if (!Files.exists(folder)) {
      return;
    }
    Path version = folder.resolve("PG_VERSION");
    for (String needed : List.of("PG_VERSION", "global/pg_control", "pg_wal", PASSWORD_FILE)) {
      if (!Files.exists(folder.resolve(needed))) {
        throw new DatabaseProblem(
            "the data directory " + folder + " is damaged: " + needed + " is missing;" + advice());
      }
    }
    String found = Files.readString(version).strip();
    if (!found.equals(MAJOR)) {
      throw new DatabaseProblem(
          "the data directory "
              + folder
              + " belongs to PostgreSQL "
              + Label.of(found)
              + ", this is "
              + MAJOR
              + ";"
              + advice());
    }
  }

  private static String advice() {
    return " restore it from a backup or move it away to start empty";
  }

  /// Into another folder first: a start that is interrupted here leaves no half data folder.
  private void initialise() throws IOException, DatabaseProblem {
    Path fresh = folder.resolveSibling(folder.getFileName() + ".new");
    PostgresBinaries.delete(fresh);
    Files.createDirectories(folder.resolveSibling(""));
    Path passwordFile = folder.resolveSibling(folder.getFileName() + ".password.new");
    DurableFile.write(passwordFile, newPassword(), DurableFile.Readers.OWNER);
    run(
        "initdb",
        List.of(
            "-D",
            fresh.toString(),
            "-U",
            USER,
            "--auth=scram-sha-256",
            "--pwfile=" + passwordFile,
            "--encoding=UTF8",
            "--no-locale"));
    Files.move(passwordFile, fresh.resolve(PASSWORD_FILE));
    Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    LOG.info("made a PostgreSQL data directory, folder={}", folder);
  }

  private static String newPassword() {
    var bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private void launch(int port) throws IOException, DatabaseProblem {
    String settings =
        String.join(
            " -c ",
            "-p " + port,
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=''",
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "max_connections=40",
            "random_page_cost=1.1", // of disks without moving parts
            "shared_buffers=64MB");
    run(
        "pg_ctl",
        List.of(
            "start",
            "-D",
            folder.toString(),
            "-l",
            log.toString(),
            "-w",
            "-t",
            Long.toString(PATIENCE.toSeconds()),
            "-o",
            settings));
  }

  private void stop() throws DatabaseProblem {
    try {
      run(
          "pg_ctl",
          List.of(
              "stop",
              "-D",
              folder.toString(),
              "-m",
              "fast",
              "-w",
              "-t",
              Long.toString(PATIENCE.toSeconds())));
    } catch (IOException e) {
      throw new DatabaseProblem("PostgreSQL cannot be stopped: " + e, e);
    }
  }

  /// Runs one of PostgreSQL's programs; it must not run as root, so as root it gets a user
  /// namespace of its own, in which it is nobody.
  private void run(String program, List<String> arguments) throws IOException, DatabaseProblem {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(binaries.program(program));
    command.addAll(arguments);
    Path output = Files.createTempFile("byteleap-" + program, ".out");
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      if (!process.waitFor(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new DatabaseProblem("PostgreSQL's " + program + " does not come to an end");
      }
      if (process.exitValue() != 0) {
        throw new DatabaseProblem(
            "PostgreSQL's " + program + " failed for " + folder + ": " + reason(output));
      }
    } catch (InterruptedException e) {
      throw new DatabaseProblem("interrupted while PostgreSQL's " + program + " ran", e);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /// The last line that says what is wrong: in the server's log if it wrote one, else in `output`.
  private String reason(Path output) throws IOException {
    return lastComplaint(log)
        .or(() -> lastComplaint(output))
        .orElse(Label.of(Files.readString(output).strip()).value());
  }

  private static Optional<String> lastComplaint(Path file) {
    try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.matches(".*(FATAL|PANIC|error|cannot):? .*"))
          .reduce((_, last) -> last)
          .map(line -> Label.of(line.replaceFirst("^.*?(FATAL|PANIC)", "$1")).value());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isRunning(Path folder) {
    try {
      String first = Files.readAllLines(folder.resolve("postmaster.pid")).getFirst().strip();
      return ProcessHandle.of(Long.parseLong(first))
          .flatMap(process -> process.info().command())
          .filter(command -> command.endsWith("/postgres"))
          .isPresent();
    } catch (IOException | NumberFormatException | NoSuchElementException e) {
      return false;
    }
  }

  /// The log of the run before is kept beside this one's.
  private void rotateLog() throws IOException {
    if (Files.exists(log)) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
