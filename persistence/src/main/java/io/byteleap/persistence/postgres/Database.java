package io.byteleap.persistence.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The node's database, open and of the right shape: one pool of connections for everything.
public final class Database {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final long CONNECT_TIMEOUT_MILLIS = 10_000;

  private final HikariDataSource pool;
  private final Optional<EmbeddedPostgres.Running> embedded;

  private Database(HikariDataSource pool, Optional<EmbeddedPostgres.Running> embedded) {
    this.pool = pool;
    this.embedded = embedded;
  }

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
      case DatabaseUrl.Server server ->
          open(server, connections, Optional.empty(), server.toString());
    };
  }

  private static Database openEmbedded(Path folder, int connections) throws DatabaseProblem {
    var running = EmbeddedPostgres.start(folder);
    try {
      return open(running.asServer(), connections, Optional.of(running), folder.toString());
    } catch (DatabaseProblem e) {
      running.stop();
      throw e;
    }
  }

  private static Database open(
      DatabaseUrl.Server server,
      int connections,
      Optional<EmbeddedPostgres.Running> embedded,
      String place)
      throws DatabaseProblem {
    HikariDataSource pool;
    try {
      pool = pool(server.jdbcUrl(), server.user(), server.password(), connections);
    } catch (RuntimeException e) {
      throw new DatabaseProblem(
          "the database at " + place + " cannot be reached: " + firstLine(e), e);
    }
    try {
      Flyway.configure().dataSource(pool).load().migrate();
      return new Database(pool, embedded);
    } catch (FlywayException e) {
      pool.close();
      throw new DatabaseProblem(
          "the database at " + place + " cannot be brought up to date: " + firstLine(e), e);
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
    return pool;
  }

  /// Number of connections that the pool holds at most.
  public int connections() {
    return pool.getMaximumPoolSize();
  }

  /// Closes the pool and stops our own server. Blocks.
  public void close() throws DatabaseProblem {
    pool.close();
    if (embedded.isPresent()) {
      embedded.get().stop();
    }
  }

  private static String firstLine(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage());
    return message.lines().findFirst().orElse(message).strip();
  }
}
