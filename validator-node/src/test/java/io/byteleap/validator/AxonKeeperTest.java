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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::"})
  void addressThatIsNotKnown_isNotHandedIn_andWhatTheChainHasStays(String everywhere) {
    subnet.show(1, OWN, new Endpoint("203.0.113.7", 9_091));

    start(new Endpoint(everywhere, 9_091));

    Awaitility.await().until(health::isReady);
    assertThat(health.detail(AxonKeeper.DEPENDENCY).orElseThrow())
        .startsWith("203.0.113.7:9091, which the chain has");
    chain.expectNoMessage();
  }

  @Test
  void addressThatNobodyKnows_isSaidToBeMissing() {
    subnet.show(1, OWN, Endpoint.NOWHERE);

    start(new Endpoint("0.0.0.0", 9_091));

    awaitMissing("external_ip is not set, and the chain has no address");
  }

  @Test
  void addressOfAnotherPort_isNotTakenForOurs() {
    subnet.show(1, OWN, new Endpoint("203.0.113.7", 8_091));

    start(new Endpoint("0.0.0.0", 9_091));

    awaitMissing(
        "external_ip is not set, and the chain has 203.0.113.7:8091, and the port is 9091");
  }

  private void awaitMissing(String why) {
    Awaitility.await()
        .until(() -> health.detail(AxonKeeper.DEPENDENCY).filter(why::equals).isPresent());
    assertThat(health.isReady()).isFalse();
    chain.expectNoMessage();
  }

  private void start() {
    start(AXON);
  }

  private void start(Endpoint axon) {
    kit.spawn(
        AxonKeeper.create(
            new AxonKeeper.Settings(OWN, axon, subnet.view()), chain.getRef(), health));
  }

  private void publish(long block, Hotkey... members) {
    var metagraph = subnet.show(block, 0, members);
    kit.system().eventStream().tell(new EventStream.Publish<>(metagraph));
  }
}
