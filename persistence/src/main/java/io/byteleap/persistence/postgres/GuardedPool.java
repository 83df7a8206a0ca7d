package io.byteleap.persistence.postgres;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;

/// A pool that asks before it gives a connection.
final class GuardedPool implements DataSource {
  private final DataSource pool;
  private volatile Supplier<Optional<String>> refusal = Optional::empty;

  GuardedPool(DataSource pool) {
    this.pool = pool;
  }

  void refuseWhen(Supplier<Optional<String>> next) {
    refusal = next;
  }

  @Override
  public Connection getConnection() throws SQLException {
    requireWelcome();
    var connection = pool.getConnection();
    try {
      requireWelcome(); // it may have been waited for
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  private void requireWelcome() throws SQLException {
    var why = refusal.get();
    if (why.isPresent()) {
      throw new SQLException(why.get());
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLException("the pool has its own user");
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return pool.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    pool.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    pool.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return pool.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger(GuardedPool.class.getName());
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return pool.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return pool.isWrapperFor(type);
  }
}
