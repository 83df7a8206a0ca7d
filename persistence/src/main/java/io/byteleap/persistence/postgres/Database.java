package io.byteleap.persistence.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.byteleap.durable.FileLock;
import io.byteleap.persistence.journal.JournalCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The node's database, open and of the right shape: one pool of connections for everything.
public final class Database {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final int LINES_SHOWN = 2;
  private static final long CONNECT_TIMEOUT_MILLIS = 5_000;
  private static final int SERVER_VERSION_MIN = 12;

  private final HikariDataSource pool;
  private final GuardedPool guarded;
  private final Origin origin;
  private final Hold hold;

  private Database(HikariDataSource pool, Origin origin, Hold hold) {
    this.pool = pool;
    this.guarded = new GuardedPool(pool);
    this.origin = origin;
    this.hold = hold;
  }

  /// Whose server it is.
  private sealed interface Origin {}

  private record Foreign() implements Origin {}

  /// Ours, and the hold on its folder: a second process on the same data would stop our server.
  private record Own(EmbeddedPostgres.Running server, Path folder, FileLock lock)
      implements Origin {}

  /// What keeps others off the database.
  private sealed interface Hold {}

  private record Held(Tenancy tenancy) implements Hold {}

  /// Whoever only looks keeps nobody off.
  private record NotHeld() implements Hold {}

  /// For what a database is opened.
  private enum Purpose {
    NODE,
    ALONE,
    LOOK
  }

  /// Opens the database at `url`, starting our own server in `dataFolder` when that is meant, and
  /// brings its tables up to date. Blocks.
  public static Database open(DatabaseUrl url, Path dataFolder, int connections)
      throws DatabaseProblem {
    return open(url, dataFolder, connections, Purpose.NODE);
  }

  /// The same for a program that must be alone with the database: refused while a node runs on it.
  public static Database openAlone(DatabaseUrl url, Path dataFolder, int connections)
      throws DatabaseProblem {
    return open(url, dataFolder, connections, Purpose.ALONE);
  }

  /// Opens the database as it is, of whatever shape, to look at.
  public static Database openToLook(DatabaseUrl url, Path dataFolder, int connections)
      throws DatabaseProblem {
    return open(url, dataFolder, connections, Purpose.LOOK);
  }

  private static Database open(DatabaseUrl url, Path dataFolder, int connections, Purpose purpose)
      throws DatabaseProblem {
    return switch (url) {
      case DatabaseUrl.Embedded() ->
          openEmbedded(dataFolder.resolve("postgres"), connections, purpose);
      case DatabaseUrl.EmbeddedBeside(var folder) -> {
        LOG.info("database.url names SQLite, an embedded PostgreSQL is used instead: {}", folder);
        yield openEmbedded(folder, connections, purpose);
      }
      case DatabaseUrl.Server server ->
          open(server, connections, new Foreign(), server.toString(), purpose);
    };
  }

  private static Database openEmbedded(Path folder, int connections, Purpose purpose)
      throws DatabaseProblem {
    if (purpose == Purpose.LOOK && !Files.exists(folder)) {
      throw new DatabaseProblem("there is no database yet: " + folder + " does not exist");
    }
    var lock = hold(folder);
    try {
      var server = EmbeddedPostgres.start(folder);
      try {
        var own = new Own(server, folder, lock);
        return open(server.asServer(), connections, own, folder.toString(), purpose);
      } catch (DatabaseProblem e) {
        server.stop();
        throw e;
      }
    } catch (DatabaseProblem e) {
      letGo(lock);
      throw e;
    }
  }

  private static FileLock hold(Path folder) throws DatabaseProblem {
    Path file = folder.resolveSibling(folder.getFileName() + ".lock");
    try {
      return FileLock.hold(file)
          .orElseThrow(
              () ->
                  new DatabaseProblem(
                      "the data directory " + folder + " is in use by another process"));
    } catch (IOException e) {
      throw new DatabaseProblem("the data directory " + folder + " cannot be used: " + e, e);
    }
  }

  private static void letGo(FileLock lock) throws DatabaseProblem {
    try {
      lock.close();
    } catch (IOException e) {
      throw new DatabaseProblem("the data directory cannot be let go of: " + e, e);
    }
  }

  private static Database open(
      DatabaseUrl.Server server, int connections, Origin origin, String place, Purpose purpose)
      throws DatabaseProblem {
    HikariDataSource pool;
    try {
      pool = pool(server.jdbcUrl(), server.user(), server.password(), connections);
    } catch (RuntimeException e) {
      throw new DatabaseProblem("the database at " + place + " cannot be reached: " + shown(e), e);
    }
    try {
      requireServer(pool, place);
      var database = new Database(pool, origin, hold(server, place, purpose));
      if (purpose != Purpose.LOOK) {
        database.prepare(place);
      }
      return database;
    } catch (SQLException e) {
      pool.close();
      throw new DatabaseProblem("the database at " + place + " cannot be used: " + shown(e), e);
    } catch (DatabaseProblem e) {
      pool.close();
      throw e;
    }
  }

  private static void requireServer(DataSource pool, String place)
      throws SQLException, DatabaseProblem {
    try (var connection = pool.getConnection()) {
      var server = connection.getMetaData();
      requireVersion(place, server.getDatabaseMajorVersion(), server.getDatabaseProductVersion());
    }
  }

  static void requireVersion(String place, int major, String version) throws DatabaseProblem {
    if (major < SERVER_VERSION_MIN) {
      throw new DatabaseProblem(
          "the server at "
              + place
              + " is PostgreSQL "
              + version
              + "; "
              + SERVER_VERSION_MIN
              + " or newer is needed",
          DatabaseProblem.Remedy.ANOTHER_VERSION);
    }
  }

  private static Hold hold(DatabaseUrl.Server server, String place, Purpose purpose)
      throws SQLException, DatabaseProblem {
    return switch (purpose) {
      case NODE -> new Held(Tenancy.take(server, Tenancy.Kind.SHARED, place));
      case ALONE -> new Held(Tenancy.take(server, Tenancy.Kind.ALONE, place));
      case LOOK -> new NotHeld();
    };
  }

  /// Brings the tables up to date, and makes sure that the journal is one that we can read.
  private void prepare(String place) throws DatabaseProblem, SQLException {
    try {
      schema().upgrade();
      Optional<String> complaint;
      try (var connection = pool.getConnection()) {
        complaint = JournalCheck.complaint(connection);
      }
      if (complaint.isPresent()) {
        throw new DatabaseProblem(
            "the database at " + place + ": " + complaint.get(),
            DatabaseProblem.Remedy.ANOTHER_VERSION);
      }
    } catch (FlywayException e) {
      letGo();
      throw new DatabaseProblem(
          "the database at " + place + " cannot be brought up to date: " + shown(e), e);
    } catch (SQLException | DatabaseProblem e) {
      letGo();
      throw e;
    }
  }

  private static HikariDataSource pool(
      String jdbcUrl, String user, String password, int connections) {
    var config = new HikariConfig();
    config.setJdbcUrl(jdbcUrl);
    if (!user.isEmpty()) {
      config.setUsername(user);
      config.setPassword(password);
    }
    config.setPoolName("byteleap");
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(2);
    config.setConnectionTimeout(CONNECT_TIMEOUT_MILLIS);
    // A plan made once for all is made while the tables are empty, and reads them whole for ever.
    config.setConnectionInitSql("SET plan_cache_mode = force_custom_plan");
    config.setInitializationFailTimeout(1); // one try; who starts us tries again
    return new HikariDataSource(config);
  }

  public DataSource dataSource() {
    return guarded;
  }

  /// From now on connections are given out only while `refusal` has nothing to say: a process that
  /// lost its place must neither write nor believe what it reads.
  public void refuseWhen(Supplier<Optional<String>> refusal) {
    guarded.refuseWhen(refusal);
  }

  /// The shape of the tables.
  public Schema schema() {
    return new Schema(pool);
  }

  /// Number of connections that the pool holds at most.
  public int connections() {
    return pool.getMaximumPoolSize();
  }

  /// Name and version of the server; empty when it does not answer within `patience`. Blocks.
  public Optional<String> serverName(Duration patience) {
    try (var connection = pool.getConnection()) {
      if (connection.isValid(Math.toIntExact(patience.toSeconds()))) {
        var server = connection.getMetaData();
        renewHold();
        return Optional.of(
            server.getDatabaseProductName() + " " + server.getDatabaseProductVersion());
      }
    } catch (SQLException e) {
      LOG.debug("no connection to the database", e);
    }
    return Optional.empty();
  }

  private void renewHold() {
    switch (hold) {
      case Held(var tenancy) -> tenancy.renew();
      case NotHeld() -> {}
    }
  }

  /// Says when our own server is about to have no room on its disk, before it stops for it. Nothing
  /// is known of somebody else's. Blocks.
  public Optional<String> shortage() {
    return switch (origin) {
      case Foreign() -> Optional.empty();
      case Own(_, var folder, _) -> DiskRoom.shortage(folder);
    };
  }

  /// Starts our own server again if it has died; connections of the pool come back by themselves.
  /// Nothing to do for somebody else's. Blocks.
  public void revive() throws DatabaseProblem {
    switch (origin) {
      case Foreign() -> {}
      case Own(var server, _, _) -> server.revive();
    }
  }

  /// Closes the pool and stops our own server. Blocks.
  public void close() throws DatabaseProblem {
    pool.close();
    letGo();
    switch (origin) {
      case Foreign() -> {}
      case Own(var server, _, var lock) -> {
        server.stop();
        letGo(lock);
      }
    }
  }

  private void letGo() {
    switch (hold) {
      case Held(var tenancy) -> tenancy.close();
      case NotHeld() -> {}
    }
  }

  private static String shown(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage())
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .limit(LINES_SHOWN)
        .collect(Collectors.joining("; "));
  }
}
