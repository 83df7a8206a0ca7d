package io.byteleap.faulttest;

import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.postgres.DatabaseUrl;
import io.byteleap.persistence.read.JdbcJournalAudit;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The journal that a test leaves.
final class Journal {
  private static final int CONNECTIONS = 2;

  private Journal() {}

  /// The number of each entity's newest event.
  static Map<String, Long> newest(DatabaseUrl.Server server) {
    Map<String, Long> numbers = new TreeMap<>();
    try (var connection =
            DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT persistence_id, max(sequence_number) FROM event_journal"
                    + " GROUP BY persistence_id")) {
      while (rows.next()) {
        numbers.put(rows.getString(1), rows.getLong(2));
      }
      return numbers;
    } catch (SQLException e) {
      throw new Broken("the journal cannot be read: " + e.getMessage());
    }
  }

  /// What must not be in it, when nobody writes any more.
  static List<String> faults(DatabaseUrl url, Path dataFolder, PrintStream out) {
    try {
      var database = Database.open(url, dataFolder, CONNECTIONS);
      try {
        var findings = new JdbcJournalAudit(database.dataSource()).look();
        out.printf("journal: %d events of %d entities%n", findings.events(), findings.entities());
        return findings.faults();
      } finally {
        database.close();
      }
    } catch (DatabaseProblem e) {
      throw new Broken("the journal cannot be looked at: " + e.getMessage());
    }
  }
}
