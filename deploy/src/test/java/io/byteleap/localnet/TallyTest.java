package io.byteleap.localnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.localnet.Snapshot.ChallengeRow;
import io.byteleap.localnet.Snapshot.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TallyTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private final Tally tally = new Tally(T0);

  @Test
  void challenge_isCountedOnce_whenItEnds() {
    var open = challenge("c", "w", "sent", T0.plusSeconds(1));
    var verified = challenge("c", "w", "verified", T0.plusSeconds(1));

    assertThat(tally.take(List.of(open))).isEmpty();
    assertThat(tally.take(List.of(verified))).containsExactly(verified);
    assertThat(tally.take(List.of(verified))).isEmpty();
    assertThat(tally.of("w").verified()).isEqualTo(1);
    assertThat(tally.of("w").lastMillis()).contains(700L);
    assertThat(tally.medianMillis(Version.V1)).contains(700L);
    assertThat(tally.medianMillis(Version.V2)).isEmpty();
  }

  @Test
  void versions_areCountedSideBySide() {
    assertThat(tally.verifiedLine()).isEqualTo("0 verified");
    tally.take(
        List.of(
            challenge("a", Version.V1, "w", "verified", T0),
            challenge("b", Version.V2, "w", "verified", T0),
            challenge("c", Version.V2, "x", "verified", T0),
            challenge("d", Version.V2, "x", "failed", T0)));

    assertThat(tally.of("w").verified(Version.V1)).isEqualTo(1);
    assertThat(tally.of("w").verified(Version.V2)).isEqualTo(1);
    assertThat(tally.of("w").verified()).isEqualTo(2);
    assertThat(tally.of("x").verified(Version.V1)).isZero();
    assertThat(tally.verifiedLine())
        .isEqualTo("3 verified (v1: 1, median 700 ms; v2: 2, median 700 ms)");
  }

  @Test
  void challengesOfEarlierRuns_doNotCount() {
    var old = challenge("c", "w", "failed", T0.minusSeconds(1));

    assertThat(tally.take(List.of(old))).isEmpty();
    assertThat(tally.failed()).isEmpty();
    assertThat(tally.verified()).isZero();
  }

  @Test
  void failures_areKeptWithTheirReason() {
    var failed = challenge("c", "w", "failed", T0);

    tally.take(List.of(failed));

    assertThat(tally.failed()).containsExactly(failed);
    assertThat(tally.of("w").failed()).isEqualTo(1);
    assertThat(tally.of("nobody").verified()).isZero();
  }

  @Test
  void newestFirst_isToldOldestFirst() {
    var later = challenge("b", "w", "verified", T0.plusSeconds(20));
    var earlier = challenge("a", "w", "verified", T0.plusSeconds(10));

    assertThat(tally.take(List.of(later, earlier))).containsExactly(earlier, later);
  }

  private static ChallengeRow challenge(String id, String worker, String status, Instant created) {
    return challenge(id, Version.V1, worker, status, created);
  }

  private static ChallengeRow challenge(
      String id, Version version, String worker, String status, Instant created) {
    Optional<Long> millis = status.equals("verified") ? Optional.of(700L) : Optional.empty();
    String failure = status.equals("failed") ? "proof_late" : "";
    return new ChallengeRow(
        id, version, worker, "hotkey", status, "", failure, 1_000, millis, created);
  }
}
