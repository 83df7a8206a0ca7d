package io.byteleap.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.ChainWatcher;
import io.byteleap.chain.ShownSubnet;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.node.Health;
import io.byteleap.port.Chain;
import io.byteleap.validator.fixture.TestConfig;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AxonKeeperTest {
  private static final Hotkey OWN = new Hotkey("5Validator");
  private static final Endpoint AXON = new Endpoint("127.0.0.1", 9_091);

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofRealTime());
  private final TestProbe<ChainWatcher.Command> chain = kit.createTestProbe();
  private final ShownSubnet subnet = new ShownSubnet();
  private final Health health = Health.dependingOn(AxonKeeper.DEPENDENCY);

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void addressThatTheChainHasNot_isHandedIn() {
    subnet.show(1, 0, OWN);
    start();

    var serve = chain.expectMessageClass(ChainWatcher.ServeAxon.class);
    assertThat(serve.endpoint()).isEqualTo(AXON);
    assertThat(health.isReady()).isFalse();
    serve.replyTo().tell(new Chain.Included(new BlockNumber(2)));

    Awaitility.await().until(health::isReady);
  }

  @Test
  void whatDidNotWork_isTriedAgainWithTheNextMetagraph() {
    subnet.show(1, 0, OWN);
    start();
    chain
        .expectMessageClass(ChainWatcher.ServeAxon.class)
        .replyTo()
        .tell(new Chain.Unreachable("away"));
    chain.expectNoMessage();

    publish(2, OWN);

    assertThat(chain.expectMessageClass(ChainWatcher.ServeAxon.class).endpoint()).isEqualTo(AXON);
    assertThat(health.isReady()).isFalse();
  }

  @Test
  void nodeThatIsNoMember_isNotReady_andHandsNothingIn() {
    start();
    publish(1, new Hotkey("5Other"));

    chain.expectNoMessage();
    assertThat(health.isReady()).isFalse();
  }

  private void start() {
    kit.spawn(
        AxonKeeper.create(
            new AxonKeeper.Settings(OWN, AXON, subnet.view()), chain.getRef(), health));
  }

  private void publish(long block, Hotkey... members) {
    var metagraph = subnet.show(block, 0, members);
    kit.system().eventStream().tell(new EventStream.Publish<>(metagraph));
  }
}
