package io.byteleap.persistence.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says at the server who works on a database: many nodes of one cluster, or one program alone. A
/// lock of the server on a connection of its own, so that it goes when the process goes.
final class Tenancy {
  private static final Logger LOG = LoggerFactory.getLogger(Tenancy.class);

  /// The lock's number among those of the database.
  private static final long LOCK = 0x4279_7465_4c65_6170L;

  private static final int PATIENCE_SECONDS = 3;

  enum Kind {
    /// With other nodes, but not with a program that works alone.
    SHARED("pg_try_advisory_lock_shared", "a `db upgrade` or `db rebuild` works on it"),
    ALONE("pg_try_advisory_lock", "it is in use by another process");

    private final String function;
    private final String otherwise;

    Kind(String function, String otherwise) {
      this.function = function;
      this.otherwise = otherwise;
    }
  }

  private final DatabaseUrl.Server server;
  private final Kind kind;
  private Connection connection;

  private Tenancy(DatabaseUrl.Server server, Kind kind, Connection connection) {
    this.server = server;
    this.kind = kind;
    this.connection = connection;
  }

  /// Refused when somebody is there who does not go with this.
  static Tenancy take(DatabaseUrl.Server server, Kind kind, String place)
      throws DatabaseProblem, SQLException {
    var connection = locked(server, kind, place);
    return new Tenancy(server, kind, connection);
  }

  private static Connection locked(DatabaseUrl.Server server, Kind kind, String place)
      throws DatabaseProblem, SQLException {
    var connection = connect(server);
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT " + kind.function + "(" + LOCK + ")")) {
      if (row.next() && row.getBoolean(1)) {
        return connection;
      }
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    connection.close();
    throw new DatabaseProblem("the database at " + place + " cannot be used: " + kind.otherwise);
  }

  private static Connection connect(DatabaseUrl.Server server) throws SQLException {
    return server.user().isEmpty()
        ? DriverManager.getConnection(server.jdbcUrl())
        : DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
  }

  /// Takes the lock again when its connection is gone, as it is after the server was away. Blocks.
  synchronized void renew() {
    try {
      if (!connection.isValid(PATIENCE_SECONDS)) {
        connection.close();
        connection = locked(server, kind, server.toString());
      }
    } catch (SQLException e) {
      LOG.debug("the lock on the database cannot be taken again now", e);
    } catch (DatabaseProblem e) {
      LOG.error("somebody works on this node's database: {}", e.getMessage());
    }
  }

  synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("the connection that held the lock was gone already", e);
    }
  }
}
