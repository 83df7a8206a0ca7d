package io.byteleap.faulttest;

import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.postgres.DatabaseUrl;
import io.byteleap.persistence.read.JdbcJournalAudit;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The journal that a test leaves.
final class Journal {
  private static final int CONNECTIONS = 2;

  private Journal() {}

  /// What must not be in it, when nobody writes any more.
  static List<String> faults(DatabaseUrl url, Path dataFolder, PrintStream out) {
    var findings = seen(url, dataFolder, JdbcJournalAudit::look);
    out.printf("journal: %d events of %d entities%n", findings.events(), findings.entities());
    return findings.faults();
  }

  /// The number of each entity's newest event, also while somebody writes.
  static Map<String, Long> newest(DatabaseUrl url, Path dataFolder) {
    return seen(url, dataFolder, JdbcJournalAudit::newest);
  }

  private static <T> T seen(DatabaseUrl url, Path dataFolder, Function<JdbcJournalAudit, T> look) {
    try {
      var database = Database.openToLook(url, dataFolder, CONNECTIONS);
      try {
        return look.apply(new JdbcJournalAudit(database.dataSource()));
      } finally {
        database.close();
      }
    } catch (DatabaseProblem e) {
      throw new Broken("the journal cannot be looked at: " + e.getMessage());
    }
  }
}
