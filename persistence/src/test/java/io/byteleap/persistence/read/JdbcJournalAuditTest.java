package io.byteleap.persistence.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.postgres.DatabaseUrl;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.History.HistoryUnavailable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JdbcJournalAuditTest {
  private final AtomicReference<Optional<String>> refusal = new AtomicReference<>(Optional.empty());

  private Database database;

  @BeforeAll
  void open(@TempDir Path folder) throws DatabaseProblem {
    database = Database.open(new DatabaseUrl.Embedded(), folder, 2);
    database.refuseWhen(refusal::get);
  }

  @AfterAll
  void close() throws DatabaseProblem {
    database.close();
  }

  @BeforeEach
  void empty() throws SQLException {
    execute("TRUNCATE event_journal, score_round, weight_submission CASCADE");
  }

  private void execute(String sql, Object... values) throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      Sql.execute(connection, sql, values);
    }
  }

  private void event(String entity, long number, String writer) throws SQLException {
    execute(
        "INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,"
            + " event_ser_manifest, event_payload) VALUES (?, ?, ?, 1, 'm', '')",
        entity,
        number,
        writer);
  }

  private JdbcJournalAudit.Findings findings() {
    return new JdbcJournalAudit(database.dataSource()).look();
  }

  @Test
  void writersThatFollowEachOther_areInOrder() throws Exception {
    event("a", 1, "first");
    event("a", 2, "first");
    event("a", 3, "second");
    event("b", 8, "first"); // what was before is deleted

    assertThat(findings()).isEqualTo(new JdbcJournalAudit.Findings(4, 2, List.of()));
  }

  @Test
  void newestEvent_ofEachEntity_isTold() throws Exception {
    event("a", 1, "first");
    event("a", 2, "first");
    event("b", 8, "first");

    assertThat(new JdbcJournalAudit(database.dataSource()).newest())
        .containsOnly(entry("a", 2L), entry("b", 8L));
  }

  @Test
  void writerThatComesBack_isFound() throws Exception {
    event("a", 1, "first");
    event("a", 2, "second");
    event("a", 3, "first");

    assertThat(findings().faults())
        .containsExactly("a was written by 2 writers in 3 turns: one came back after another");
  }

  @Test
  void missingEvent_isFound() throws Exception {
    event("a", 1, "first");
    event("a", 3, "first");

    assertThat(findings().faults())
        .containsExactly("a has 2 events numbered 1 to 3: some are missing");
  }

  @Test
  void blockThatIsSaidToHaveTwoSubmissions_isFound() throws Exception {
    for (int i = 0; i < 2; i++) {
      execute(
          "INSERT INTO weight_submission (round, started_at, head_block, status, block)"
              + " VALUES (5, now(), 1, 'included', 7)");
    }

    assertThat(findings().faults())
        .containsExactly("block 7 is said to have included 2 submissions of weights");
  }

  @Test
  void processThatLostItsPlace_getsNoConnection() throws Exception {
    refusal.set(Optional.of("others may have taken its place"));
    try {
      assertThatThrownBy(database.dataSource()::getConnection)
          .isInstanceOf(SQLException.class)
          .hasMessage("others may have taken its place");
      assertThatThrownBy(this::findings).isInstanceOf(HistoryUnavailable.class);
    } finally {
      refusal.set(Optional.empty());
    }
  }
}
