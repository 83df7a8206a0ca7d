package io.byteleap.faulttest;

import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.postgres.DatabaseUrl;
import io.byteleap.persistence.read.JdbcJournalAudit;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/// The journal that a test leaves.
final class Journal {
  private static final int CONNECTIONS = 2;

  private Journal() {}

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
