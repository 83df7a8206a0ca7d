package io.byteleap.miner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class AllowanceTest {
  private static final Instant T0 = Samples.T0;
  private static final int PER_SECOND = 10;

  @Test
  void worker_maySendTheFramesOfTenSecondsAtOnce_andNoMore() {
    assertThat(usedAtOnce(Allowance.ofFrames(PER_SECOND, T0), T0)).isEqualTo(100);
  }

  @Test
  void allowance_growsWithTime_upToTenSeconds() {
    var empty = new Allowance(PER_SECOND, 100, 0, T0);

    assertThat(usedAtOnce(empty, T0.plusMillis(99))).isZero();
    assertThat(usedAtOnce(empty, T0.plusSeconds(1))).isEqualTo(10);
    assertThat(usedAtOnce(empty, T0.plusSeconds(3_600))).isEqualTo(100);
  }

  @Test
  void clockThatIsSetBack_takesNothingAway() {
    var full = Allowance.ofFrames(PER_SECOND, T0);

    assertThat(usedAtOnce(full, T0.minusSeconds(60))).isEqualTo(100);
  }

  @Test
  void inTheLongRun_noMoreThanTheRateIsUsed() {
    Seeds.check(
        100,
        random -> {
          var allowance = Allowance.ofFrames(PER_SECOND, T0);
          long millis = 0;
          int used = 0;
          for (int i = 0; i < 2_000; i++) {
            millis += random.nextInt(60);
            var next = allowance.used(T0.plusMillis(millis));
            used += next.isPresent() ? 1 : 0;
            allowance = next.orElse(allowance);
          }
          assertThat(used).isLessThanOrEqualTo((int) (100 + millis * PER_SECOND / 1_000 + 1));
        });
  }

  private static int usedAtOnce(Allowance first, Instant now) {
    int count = 0;
    for (var left = first.used(now); left.isPresent(); left = left.get().used(now)) {
      count++;
    }
    return count;
  }
}
