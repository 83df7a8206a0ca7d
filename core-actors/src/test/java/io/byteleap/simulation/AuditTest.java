package io.byteleap.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.presence.Bucket;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class AuditTest {
  private static final Bucket FIRST = Bucket.at(World.BEGINNING);

  @Test
  void tokenInAText_isSeen() {
    var tokens = new TokenAudit();
    String token = tokens.issued(new UUID(1, 2));

    tokens.shown(new Call.TokenGiven(new Call.Token(token)));

    assertThatThrownBy(() -> tokens.stored(List.of("token", token)))
        .isInstanceOfSatisfying(
            Broken.class,
            broken -> assertThat(broken.invariant()).isEqualTo(Invariant.NO_TOKEN_IN_SIGHT));
  }

  @Test
  void bucketsOfTwo_areCountedWithinTheWindow() {
    var one = new Bits();
    var other = new Bits();
    for (int i = 0; i < 3_000; i++) {
      one.set(later(i));
      if (i % 3 == 0) {
        other.set(later(i));
      }
    }

    assertThat(one.countBoth(other, later(2_999), 3_000)).isEqualTo(1_000);
    assertThat(one.countBoth(other, later(2_999), 1)).isZero();
    assertThat(one.countBoth(other, later(2_997), 1)).isEqualTo(1);
    assertThat(one.countBoth(other, later(5_000), 2_001)).isZero();
    assertThat(one.newest(later(9_000))).isEqualTo(later(2_999).index());
    assertThat(new Bits().newest(FIRST)).isEqualTo(-1);
  }

  /// A journal that does not make its state again is seen when it is read.
  @Test
  void journalThatLostAnEvent_isSeen() {
    var losing =
        new Machines() {
          @Override
          public <E> List<E> written(List<E> events) {
            return List.of();
          }
        };
    var kept = new Kept<Integer, Integer>(0, Integer::sum, losing, Scenario.Care.CLOSE, 10);

    kept.store(List.of(1, 2));

    assertThat(kept.state()).isEqualTo(3);
    assertThatThrownBy(kept::recover)
        .isInstanceOfSatisfying(
            Broken.class,
            broken -> assertThat(broken.invariant()).isEqualTo(Invariant.NOTHING_IS_FORGOTTEN));
  }

  private static Bucket later(int buckets) {
    return Bucket.at(World.BEGINNING.plus(Duration.ofMinutes(5L * buckets)));
  }
}
