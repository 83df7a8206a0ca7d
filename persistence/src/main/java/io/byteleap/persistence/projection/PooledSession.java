package io.byteleap.persistence.projection;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.projection.jdbc.JdbcSession;

/// One connection of the pool, for one transaction of a projection.
public final class PooledSession implements JdbcSession {
  private final Connection connection;

  private PooledSession(Connection connection) {
    this.connection = connection;
  }

  static PooledSession of(DataSource pool) {
    try {
      var connection = pool.getConnection();
      connection.setAutoCommit(false);
      return new PooledSession(connection);
    } catch (SQLException e) {
      throw new IllegalStateException("no connection for a projection", e);
    }
  }

  @Override
  public <R> R withConnection(Function<Connection, R> use) throws Exception {
    return use.apply(connection);
  }

  @Override
  public void commit() throws SQLException {
    connection.commit();
  }

  @Override
  public void rollback() throws SQLException {
    connection.rollback();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
