package io.byteleap.validator.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.fixture.Samples;
import io.byteleap.validator.challenge.ChallengeRound;
import io.byteleap.wire.validator.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MinerRequestsTest {
  private static final Instant NOW = Samples.T0;

  @Test
  void minerWithAMusterAhead_isToldInHowLong_roundedUpToAMillisecond() {
    assertThat(pollAgain(NOW.plusSeconds(40))).isEqualTo(Duration.ofSeconds(40));
    assertThat(pollAgain(NOW.plusMillis(7).plusNanos(1))).isEqualTo(Duration.ofMillis(8));
    assertThat(pollAgain(NOW.plusNanos(1))).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void musterThatHasOpenedMeanwhile_isComeToAtOnce() {
    assertThat(pollAgain(NOW)).isZero();
    assertThat(pollAgain(NOW.minusSeconds(3))).isZero();
  }

  @Test
  void musterFurtherAheadThanCanBeSaid_isAskedForAgainOnTheWay() {
    assertThat(pollAgain(NOW.plus(Duration.ofHours(2)))).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void minerWithoutAMuster_isToldNothing() {
    var tasks = tasks(Optional.empty());

    assertThat(tasks.pollAgain()).isEmpty();
    assertThat(tasks.timestamp()).isEqualTo(NOW);
  }

  private static Duration pollAgain(Instant opening) {
    return tasks(Optional.of(opening)).pollAgain().orElseThrow();
  }

  private static Answer.Tasks tasks(Optional<Instant> opening) {
    var collected = new ChallengeRound.Collected(List.of(), List.of(), opening);
    return MinerRequests.tasks(new Hotkey("5Miner"), collected, NOW);
  }
}
