package io.byteleap.persistence.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.byteleap.durable.FileLock;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The node's database, open and of the right shape: one pool of connections for everything.
public final class Database {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final int LINES_SHOWN = 2;
  private static final long CONNECT_TIMEOUT_MILLIS = 5_000;

  private final HikariDataSource pool;
  private final GuardedPool guarded;
  private final Origin origin;

  private Database(HikariDataSource pool, Origin origin) {
    this.pool = pool;
    this.guarded = new GuardedPool(pool);
    this.origin = origin;
  }

  /// Whose server it is.
  private sealed interface Origin {}

  private record Foreign() implements Origin {}

  /// Ours, and the hold on its folder: a second process on the same data would stop our server.
  private record Own(EmbeddedPostgres.Running server, FileLock hold) implements Origin {}

  /// Opens the database at `url`, starting our own server in `dataFolder` when that is meant, and
  /// brings its tables up to date. Blocks.
  public static Database open(DatabaseUrl url, Path dataFolder, int connections)
      throws DatabaseProblem {
    return switch (url) {
      case DatabaseUrl.Embedded() -> openEmbedded(dataFolder.resolve("postgres"), connections);
      case DatabaseUrl.EmbeddedBeside(var folder) -> {
        LOG.info("database.url names SQLite, an embedded PostgreSQL is used instead: {}", folder);
        yield openEmbedded(folder, connections);
      }
      case DatabaseUrl.Server server -> open(server, connections, new Foreign(), server.toString());
    };
  }

  private static Database openEmbedded(Path folder, int connections) throws DatabaseProblem {
    var hold = hold(folder);
    try {
      var server = EmbeddedPostgres.start(folder);
      try {
        return open(server.asServer(), connections, new Own(server, hold), folder.toString());
      } catch (DatabaseProblem e) {
        server.stop();
        throw e;
      }
    } catch (DatabaseProblem e) {
      letGo(hold);
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

  private static void letGo(FileLock hold) throws DatabaseProblem {
    try {
      hold.close();
    } catch (IOException e) {
      throw new DatabaseProblem("the data directory cannot be let go of: " + e, e);
    }
  }

  private static Database open(
      DatabaseUrl.Server server, int connections, Origin origin, String place)
      throws DatabaseProblem {
    HikariDataSource pool;
    try {
      pool = pool(server.jdbcUrl(), server.user(), server.password(), connections);
    } catch (RuntimeException e) {
      throw new DatabaseProblem("the database at " + place + " cannot be reached: " + shown(e), e);
    }
    try {
      Flyway.configure().dataSource(pool).load().migrate();
      return new Database(pool, origin);
    } catch (FlywayException e) {
      pool.close();
      throw new DatabaseProblem(
          "the database at " + place + " cannot be brought up to date: " + shown(e), e);
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

  /// Number of connections that the pool holds at most.
  public int connections() {
    return pool.getMaximumPoolSize();
  }

  /// Name and version of the server; empty when it does not answer within `patience`. Blocks.
  public Optional<String> serverName(Duration patience) {
    try (var connection = pool.getConnection()) {
      if (connection.isValid(Math.toIntExact(patience.toSeconds()))) {
        var server = connection.getMetaData();
        return Optional.of(
            server.getDatabaseProductName() + " " + server.getDatabaseProductVersion());
      }
    } catch (SQLException e) {
      LOG.debug("no connection to the database", e);
    }
    return Optional.empty();
  }

  /// Starts our own server again if it has died; connections of the pool come back by themselves.
  /// Nothing to do for somebody else's. Blocks.
  public void revive() throws DatabaseProblem {
    switch (origin) {
      case Foreign() -> {}
      case Own(var server, _) -> server.revive();
    }
  }

  /// Closes the pool and stops our own server. Blocks.
  public void close() throws DatabaseProblem {
    pool.close();
    switch (origin) {
      case Foreign() -> {}
      case Own(var server, var hold) -> {
        server.stop();
        letGo(hold);
      }
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
