package io.byteleap.persistence.inventory;

import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.History.HistoryUnavailable;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/// The log of requests and answers in PostgreSQL.
public final class JdbcCommunication {
  private final DataSource pool;

  public JdbcCommunication(DataSource pool) {
    this.pool = pool;
  }

  /// Blocks, and throws [HistoryUnavailable] when the database is away.
  public void write(List<Exchange> exchanges) {
    try (var connection = pool.getConnection()) {
      Sql.executeAll(
          connection,
          "INSERT INTO communication (at, hotkey, request_type, outcome, took_micros,"
              + " request_size, request, answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          exchanges.stream()
              .map(
                  exchange ->
                      new Object[] {
                        exchange.at(),
                        exchange.miner().value(),
                        exchange.type().value(),
                        exchange.outcome().value(),
                        TimeUnit.NANOSECONDS.toMicros(exchange.took().toNanos()),
                        exchange.requestSize(),
                        exchange.request(),
                        exchange.answer()
                      })
              .toList());
    } catch (SQLException e) {
      throw new HistoryUnavailable(e);
    }
  }
}
