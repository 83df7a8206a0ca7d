package io.byteleap.worker.link;

import static io.byteleap.fixture.Samples.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.units.Label;
import io.byteleap.wire.worker.WorkerFrame;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OutboxTest {
  @Test
  void frames_goInTheirOrder_andEachLeavesOnce() {
    var outbox = Outbox.EMPTY.with(result(1), T0).with(result(2), T0).with(result(3), T0);

    var left = outbox.without(result(2));

    assertThat(outbox.unsent()).containsExactly(result(1), result(2), result(3));
    assertThat(left.unsent()).containsExactly(result(1), result(3));
    assertThat(left.without(result(2))).isEqualTo(left);
  }

  @Test
  void oneTooMany_pushesOutTheOldest_whichIsNamedBefore() {
    var outbox = Outbox.EMPTY;
    for (int i = 0; i < Outbox.COUNT_MAX; i++) {
      assertThat(outbox.displacedByOneMore()).isEmpty();
      outbox = outbox.with(result(i), T0);
    }

    assertThat(outbox.displacedByOneMore()).contains(result(0));
    assertThat(outbox.with(result(99), T0).unsent())
        .hasSize(Outbox.COUNT_MAX)
        .startsWith(result(1))
        .endsWith(result(99));
  }

  @Test
  void frame_isWorthSendingUpToItsAge() {
    var outbox = Outbox.EMPTY.with(result(1), T0).with(result(2), T0.plusSeconds(1));
    var end = T0.plus(Outbox.AGE);

    assertThat(outbox.freshAt(end.minusMillis(1))).isEqualTo(outbox);
    assertThat(outbox.freshAt(end).unsent()).containsExactly(result(2));
    assertThat(outbox.expiredAt(end)).isEqualTo(List.of(result(1)));
  }

  @Test
  void nameOfAResult_isSafeToLog() {
    var hostile = new WorkerFrame.TaskResult("w", "a\nb", 0, new WorkerFrame.TaskFailed(1, NONE));

    assertThat(Outbox.nameOf(hostile).value()).isEqualTo("a?b");
  }

  private static final Label NONE = Label.NONE;

  private static WorkerFrame result(int number) {
    return new WorkerFrame.TaskResult("w", "t-" + number, 0, new WorkerFrame.TaskFailed(1, NONE));
  }
}
