package io.byteleap.miner.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.Samples;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class CallPaceTest {
  private static final Instant T0 = Samples.T0;

  @Test
  void pace_isFree_untilTheValidatorRefuses() {
    var pace = sent(CallPace.NONE, 2_000, T0);

    assertThat(pace.hasRoom(T0)).isTrue();
    assertThat(pace.roomAt(T0)).isEqualTo(T0);
    assertThat(pace.sent()).hasSize(CallPace.SENT_MAX);
  }

  @Test
  void refusal_leavesRoomForWhatWasTakenBefore_lessATenth() {
    var refusedAt = T0.plusSeconds(10);
    var full = sent(CallPace.NONE, 150, T0).sentAt(refusedAt);

    var pace = full.refused(refusedAt, T0.plusSeconds(11));

    assertThat(pace.sent()).hasSize(150);
    assertThat(pace.limit())
        .isEqualTo(
            new CallPace.Learned(
                150,
                T0.plusSeconds(11).plus(CallPace.REST),
                T0.plusSeconds(11).plus(CallPace.STRETCH)));
    assertThat(pace.hasRoom(T0.plusSeconds(11))).isFalse();
    var free = pace.roomAt(T0.plusSeconds(11));
    assertThat(free).isEqualTo(T0.plus(CallPace.STRETCH));
    assertThat(sent(pace, 134, free).hasRoom(free)).isTrue();
    assertThat(sent(pace, 135, free).hasRoom(free)).isFalse();
  }

  @Test
  void refusalsOfCallsThatWereUnderWay_teachTheSameLimit() {
    var first = T0.plusSeconds(1);
    var second = T0.plusSeconds(2);
    var pace = sent(CallPace.NONE, 100, T0).sentAt(first).sentAt(second);

    var once = pace.refused(first, T0.plusSeconds(3));
    var twice = once.refused(second, T0.plusSeconds(4));

    assertThat(once.limit()).extracting("calls").isEqualTo(100);
    assertThat(twice.limit()).extracting("calls").isEqualTo(100);
  }

  @Test
  void room_comesWithTheCallThatNoLongerCounts() {
    var pace = sent(sent(CallPace.NONE, 60, T0), 40, T0.plusSeconds(5)).sentAt(T0.plusSeconds(6));
    var limited = pace.refused(T0.plusSeconds(6), T0.plusSeconds(6));
    var free = T0.plus(CallPace.STRETCH);

    assertThat(limited.roomAt(T0.plusSeconds(7))).isEqualTo(free);
    assertThat(limited.hasRoom(free.minusMillis(1))).isFalse();
    assertThat(sent(limited, 49, free).hasRoom(free)).isTrue();
    assertThat(sent(limited, 50, free).roomAt(free)).isEqualTo(free.plusSeconds(5));
  }

  @Test
  void rest_isNotMadeLongerByCallsThatWereSentInIt() {
    var resting = CallPace.NONE.sentAt(T0).refused(T0, T0);
    var again = resting.sentAt(T0.plusSeconds(3)).refused(T0.plusSeconds(3), T0.plusSeconds(4));
    var rested = T0.plus(CallPace.REST);

    assertThat(again.roomAt(T0.plusSeconds(4))).isEqualTo(rested);
    assertThat(again.sentAt(rested).refused(rested, rested).roomAt(rested))
        .isEqualTo(rested.plus(CallPace.REST));
  }

  @Test
  void limit_isForgottenAfterAStretchWithoutARefusal() {
    var pace = sent(CallPace.NONE, 20, T0).sentAt(T0).refused(T0, T0);
    var end = T0.plus(CallPace.STRETCH);

    assertThat(sent(pace, 500, end).hasRoom(end)).isTrue();
  }

  @Test
  void validatorThatTakesNothing_isStillAskedNowAndThen() {
    var pace = CallPace.NONE.sentAt(T0).refused(T0, T0);
    var rested = T0.plus(CallPace.REST);

    assertThat(pace.hasRoom(rested.minusMillis(1))).isFalse();
    assertThat(pace.roomAt(T0)).isEqualTo(rested);
    assertThat(sent(pace, 8, rested).hasRoom(rested)).isTrue();
    assertThat(sent(pace, 9, rested).hasRoom(rested)).isFalse();
  }

  private static CallPace sent(CallPace first, int calls, Instant at) {
    var pace = first;
    for (int i = 0; i < calls; i++) {
      pace = pace.sentAt(at);
    }
    return pace;
  }
}
