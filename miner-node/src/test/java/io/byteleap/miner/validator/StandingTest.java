package io.byteleap.miner.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.HandshakeProof;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.fixture.Samples;
import io.byteleap.transport.SynapseClient.Target;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class StandingTest {
  private static final Instant T0 = Samples.T0;
  private static final Standing NEW =
      Standing.of(new Target(new Endpoint("10.0.0.1", 9091), new Hotkey("v")));

  @Test
  void validator_isGood_afterAnAnswerAndUntilAFailure() {
    var answered = NEW.after(new Contact.Answered(T0));
    var missed = answered.after(new Contact.Missed(T0.plusSeconds(1), "gone"));

    assertThat(NEW.isGood(T0, Duration.ofMinutes(3))).isFalse();
    assertThat(answered.isGood(T0.plusSeconds(179), Duration.ofMinutes(3))).isTrue();
    assertThat(answered.isGood(T0.plusSeconds(180), Duration.ofMinutes(3))).isFalse();
    assertThat(missed.isGood(T0.plusSeconds(1), Duration.ofMinutes(3))).isFalse();
    assertThat(
            missed
                .after(new Contact.Answered(T0.plusSeconds(2)))
                .isGood(T0.plusSeconds(2), Duration.ofMinutes(3)))
        .isTrue();
  }

  @Test
  void validator_isGreeted_whenItWasNotHeard_butNotRightAfterAHandshake() {
    var opened = NEW.after(new Contact.SessionOpened(T0, HandshakeProof.SIGNED));
    var refusing = opened.after(new Contact.Refused(T0.plusSeconds(1), "rate_limited"));

    assertThat(NEW.wantsGreeting(T0)).isTrue();
    assertThat(opened.wantsGreeting(T0.plusSeconds(119))).isFalse();
    assertThat(opened.wantsGreeting(T0.plusSeconds(120))).isTrue();
    assertThat(refusing.wantsGreeting(T0.plusSeconds(59))).isFalse();
    assertThat(refusing.wantsGreeting(T0.plusSeconds(60))).isTrue();
  }
}
