package io.byteleap.faulttest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KeptTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private final Kept kept = new Kept();

  @Test
  void leaseThatIsShownAsAcknowledged_isNotLost() {
    kept.acknowledged("l-1", T0);
    kept.acknowledged("l-1", T0.plusSeconds(1));

    assertThat(kept.lostIn(Map.of("l-1", T0.plusSeconds(1)))).isEmpty();
  }

  @Test
  void leaseThatIsGoneOrOlder_isLost() {
    kept.acknowledged("l-1", T0);
    kept.acknowledged("l-1", T0.plusSeconds(1));
    kept.acknowledged("l-2", T0);

    assertThat(kept.lostIn(Map.of("l-1", T0)))
        .containsExactlyInAnyOrder(
            "lease l-2 is gone",
            "lease l-1 ends 2026-01-01T00:00:00Z, acknowledged was 2026-01-01T00:00:01Z");
  }

  @Test
  void orderThatNobodyAnswered_mayHaveBeenCarriedOut() {
    kept.acknowledged("l-1", T0);
    kept.unanswered("l-1", T0.plusSeconds(9));

    assertThat(kept.lostIn(Map.of("l-1", T0))).isEmpty();
    assertThat(kept.lostIn(Map.of("l-1", T0.plusSeconds(9)))).isEmpty();
    assertThat(kept.lostIn(Map.of("l-1", T0.plusSeconds(8)))).hasSize(1);
  }

  @Test
  void bucketsThatBecomeFewer_andWorkersThatVanish_areLost() {
    assertThat(kept.fewerIn(Map.of("w-1", 3L, "w-2", 2L))).isEmpty();
    assertThat(kept.fewerIn(Map.of("w-1", 4L, "w-2", 2L))).isEmpty();

    assertThat(kept.fewerIn(Map.of("w-1", 3L)))
        .isEqualTo(List.of("worker w-1 had 4 buckets, has 3", "worker w-2 is gone"));
    assertThat(kept.bucketsOfTheLeast()).isEqualTo(2);
  }

  @Test
  void submissionsCloserThanTheTempo_areOneTooMany() {
    assertThat(Submissions.tooClose(List.of(12L, 22L, 33L), 10)).isEmpty();
    assertThat(Submissions.tooClose(List.of(12L, 22L, 24L), 10))
        .containsExactly("weights were submitted in blocks 22 and 24");
  }
}
