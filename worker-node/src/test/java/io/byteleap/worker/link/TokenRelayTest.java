package io.byteleap.worker.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.EnrolToken;
import io.byteleap.wire.worker.MinerFrame;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who gets the miner's answer about a token.
final class TokenRelayTest {
  private final ActorTestKit kit = ActorTestKit.create();
  private final TokenWaiter waiter = new TokenWaiter();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void answer_goesToWhoeverWaits_once() {
    var asker = kit.<TokenReply>createTestProbe();
    var grant = new EnrolGrant(new EnrolToken("a-token"), "", "https://gateway.example/enroll");

    waiter.add(asker.ref());
    waiter.heard(new MinerFrame.EnrolTokenGiven(grant));
    waiter.heard(new MinerFrame.EnrolTokenRefused(1_003, "none"));

    assertThat(asker.receiveMessage()).isEqualTo(new TokenReply.Given(grant));
    asker.expectNoMessage();
  }

  @Test
  void refusal_saysWhy_andAMinerThatLeaves_isAway() {
    var asker = kit.<TokenReply>createTestProbe();

    waiter.add(asker.ref());
    waiter.heard(new MinerFrame.EnrolTokenRefused(1_003, "none to be had"));
    waiter.add(asker.ref());
    waiter.lost();

    assertThat(asker.receiveMessage()).isEqualTo(new TokenReply.Refused("none to be had (1003)"));
    assertThat(asker.receiveMessage()).isEqualTo(new TokenReply.Away());
  }

  @Test
  void oneTooMany_takesThePlaceOfTheFirst() {
    var first = kit.<TokenReply>createTestProbe();
    var others = kit.<TokenReply>createTestProbe();

    waiter.add(first.ref());
    for (int i = 0; i < 4; i++) {
      waiter.add(others.ref());
    }

    assertThat(first.receiveMessage()).isInstanceOf(TokenReply.Refused.class);
  }
}
