package io.byteleap.persistence.sql;

import io.byteleap.port.History.HistoryUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/// What is asked of the database over one connection.
@FunctionalInterface
public interface Question<T> {
  T ask(Connection connection) throws SQLException;

  /// Asks it, and throws [HistoryUnavailable] when the database is away.
  static <T> T answered(DataSource pool, Question<T> question) {
    try (var connection = pool.getConnection()) {
      return question.ask(connection);
    } catch (SQLException e) {
      throw new HistoryUnavailable(e);
    }
  }
}
