package io.byteleap.miner.presence;

import static io.byteleap.miner.fixture.TestWorkers.heard;
import static io.byteleap.miner.fixture.TestWorkers.worker;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Samples;
import io.byteleap.miner.worker.WorkerView;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReportBookTest {
  private static final Instant T0 = Samples.T0;

  @Test
  void heartbeat_isDue_untilItIsTaken_andTheNextIsDueAgain() {
    var roster = List.of(heard("a", T0));
    var due = ReportBook.EMPTY.due(roster, T0);

    assertThat(ids(due)).containsExactly("a");
    assertThat(ids(ReportBook.EMPTY.due(roster, T0.plusSeconds(60)))).containsExactly("a");
    var book = ReportBook.EMPTY.taking(due);
    assertThat(book.due(roster, T0)).isEmpty();
    assertThat(ids(book.due(List.of(heard("a", T0.plusSeconds(30))), T0.plusSeconds(60))))
        .containsExactly("a");
  }

  @Test
  void heartbeat_thatIsTooOld_isDroppedUnsent() {
    var roster = List.of(heard("a", T0));

    assertThat(ReportBook.EMPTY.due(roster, T0.plusSeconds(300))).hasSize(1);
    assertThat(ReportBook.EMPTY.due(roster, T0.plusSeconds(301))).isEmpty();
  }

  @Test
  void workerThatSentNoHeartbeatYet_isNotReported() {
    var roster = List.of(worker("a", new WorkerView.Online(), new WorkerView.NotYet(), T0));

    assertThat(ReportBook.EMPTY.due(roster, T0)).isEmpty();
  }

  @Test
  void atMostAHundred_areReported_theNewestFirst() {
    var roster = IntStream.range(0, 120).mapToObj(i -> heard("w-" + i, T0.plusSeconds(i))).toList();

    var due = ReportBook.EMPTY.due(roster, T0.plusSeconds(120));

    assertThat(due).hasSize(100);
    assertThat(ids(due)).startsWith("w-119").doesNotContain("w-19");
  }

  @Test
  void anOlderReportThatIsTakenLater_doesNotBringBackANewerOne() {
    var newer = ReportBook.EMPTY.due(List.of(heard("a", T0.plusSeconds(30))), T0.plusSeconds(30));
    var older = ReportBook.EMPTY.due(List.of(heard("a", T0)), T0);

    var book = ReportBook.EMPTY.taking(newer).taking(older);

    assertThat(book.due(List.of(heard("a", T0.plusSeconds(30))), T0.plusSeconds(31))).isEmpty();
  }

  @Test
  void workersThatAreNoLongerKnown_areForgotten() {
    var book =
        ReportBook.EMPTY.taking(ReportBook.EMPTY.due(List.of(heard("a", T0), heard("b", T0)), T0));

    assertThat(book.keeping(List.of(heard("b", T0))).taken()).containsOnlyKeys(new WorkerId("b"));
  }

  private static List<String> ids(List<ReportBook.Entry> entries) {
    return entries.stream().map(entry -> entry.worker().id().value()).toList();
  }
}
