package io.byteleap.domain.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.byteleap.domain.exact.Bell;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.Stint;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class PaceTest {
  private static final Instant T0 = Samples.T0;
  private static final Instant BELL = T0.plusSeconds(10);
  private static final Muster MUSTER =
      new Muster(new MusterId("m-1"), T0, T0.plusSeconds(60), new Bell.At(BELL));
  private static final ExactShape SHAPE = new ExactShape(4_096, 64);

  @Test
  void pace_isWhatWasMade_byTheTimeFromTheOpeningToTheBell() {
    var made = SHAPE.first(100);

    assertThat(MUSTER.pace(made, T0.plusSeconds(3)).multiplyAddsPerSecond())
        .isEqualTo(100.0 * 4_096 * 4_096 * 64 / 10);
    assertThat(MUSTER.pace(made, BELL)).isEqualTo(MUSTER.pace(made, T0.plusSeconds(3)));
    assertThat(MUSTER.pace(made, BELL.plusNanos(1))).isEqualTo(Pace.NONE);
  }

  /// However a machine shares its time between names, and however many there are: together they
  /// show what it does.
  @Test
  void pacesOfOneMachine_addUpToItsOwn_underAnyNames() {
    Seeds.check(
        200,
        random -> {
          int capacity = random.nextInt(1, 4_096);
          double sum = 0;
          int left = capacity;
          while (left > 0) {
            int rows = random.nextInt(1, left + 1);
            left -= rows;
            double doneAt = 10.0 * (capacity - left) / capacity;
            var at = T0.plusNanos((long) (doneAt * 1e9));
            sum += MUSTER.pace(SHAPE.first(rows), at).multiplyAddsPerSecond();
          }

          double alone = MUSTER.pace(SHAPE.first(capacity), BELL).multiplyAddsPerSecond();
          assertThat(sum).isCloseTo(alone, within(alone * 1e-9));
        });
  }

  @Test
  void stint_endsBeforeTheBell_asLongAsTheWayMayTake() {
    assertThat(MUSTER.stint(T0)).isEqualTo(new Stint.Within(Duration.ofSeconds(9)));
    assertThat(MUSTER.stint(T0.plusSeconds(8))).isEqualTo(new Stint.Within(Muster.WAY));
    assertThat(MUSTER.stint(BELL)).isEqualTo(new Stint.Within(Duration.ofMillis(1)));
    assertThat(MUSTER.stint(BELL.plusSeconds(50)))
        .isEqualTo(new Stint.Within(Duration.ofMillis(1)));
  }

  @Test
  void musterWithoutABell_showsNothing_andItsWorksAreWhole() {
    var without = new Muster(new MusterId("m-1"), T0, T0.plusSeconds(60), new Bell.None());

    assertThat(without.pace(SHAPE, T0.plusSeconds(1))).isEqualTo(Pace.NONE);
    assertThat(without.stint(T0)).isEqualTo(new Stint.Whole());
  }

  @Test
  void bellBeforeTheOpening_orLongAfter_isRefused_andSoIsNoPace() {
    for (var bell : new Instant[] {T0, T0.minusSeconds(1), T0.plusSeconds(301)}) {
      assertThatThrownBy(
              () -> new Muster(new MusterId("m-1"), T0, T0.plusSeconds(60), new Bell.At(bell)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the time until its bell");
    }
    for (double pace : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Pace(pace)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
