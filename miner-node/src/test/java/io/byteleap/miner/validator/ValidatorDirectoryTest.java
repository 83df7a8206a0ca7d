package io.byteleap.miner.validator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.domain.session.HandshakeProof;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.domain.subnet.Neuron.Stake;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.fixture.TestPorts;
import io.byteleap.miner.event.MinerEvent;
import io.byteleap.miner.fixture.TestClock;
import io.byteleap.miner.validator.ValidatorDirectory.Standings;
import io.byteleap.miner.validator.ValidatorDirectory.Told;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import io.byteleap.node.Health;
import io.byteleap.node.HealthNote;
import io.byteleap.transport.SynapseClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ValidatorDirectoryTest {
  private static final Handshakes HANDSHAKES =
      new Handshakes(Signers.BOB, HandshakePolicy.STRICT, new SimpleMeterRegistry());
  private static final Duration BAN = Duration.ofMinutes(10);

  private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(testKit.system());
  private final TestClock clock = new TestClock();
  private final BlockingQueue<MinerEvent> events = new LinkedBlockingQueue<>();
  private Health health;
  private final LinkedBlockingQueue<List<Validator>> choices = new LinkedBlockingQueue<>();
  private ActorRef<ValidatorDirectory.Command> directory;
  private Endpoint nobody;

  @BeforeEach
  void start() {
    health = Health.dependingOn("validators");
    choices.clear();
    nobody = new Endpoint("127.0.0.1", TestPorts.free());
    directory =
        testKit.spawn(
            ValidatorDirectory.create(
                new ValidatorDirectory.Settings(
                    HANDSHAKES,
                    new ValidatorPolicy(
                        Stake.ofTao(1), Map.of(), ValidatorPolicy.Trust.PERMIT_NEEDED),
                    Blacklist.of(2, BAN),
                    new SynapseClient(testKit.system(), Signers.BOB, "127.0.0.1", clock),
                    choices::add,
                    events::add,
                    new HealthNote(health, ValidatorDirectory.DEPENDENCY),
                    clock,
                    Seeds.generator(1))));
    standings(); // it has subscribed
  }

  @AfterEach
  void stop() {
    testKit.stop(directory);
  }

  @AfterAll
  void shutDown() {
    testKit.shutdownTestKit();
  }

  @Test
  void link_isKept_whileItsValidatorStaysWhereItIs() throws InterruptedException {
    var first = choice(neuron("a", nobody), neuron("b", nobody));
    var second = choice(neuron("b", nobody), neuron("c", nobody));
    var moved = choice(neuron("b", new Endpoint("127.0.0.2", 1)));

    assertThat(first).hasSize(2);
    assertThat(second.getFirst()).isEqualTo(first.getLast());
    assertThat(moved.getFirst().link()).isNotEqualTo(first.getLast().link());
    var probe = testKit.createTestProbe();
    probe.expectTerminated(first.getFirst().link());
    probe.expectTerminated(first.getLast().link());
    probe.expectTerminated(second.getLast().link());
  }

  @Test
  void whatHappensWithValidators_isTold() throws InterruptedException {
    events.clear();
    var link = choice(neuron("a", nobody), neuron("b", nobody)).getFirst().link();
    directory.tell(new Told(link, new Contact.SessionLost(clock.instant(), "restarted")));
    directory.tell(new Told(link, new Contact.Missed(clock.instant(), "gone")));
    choice(neuron("a", new Endpoint("127.0.0.2", 1)));
    standings();

    var a = new Hotkey("a");
    var b = new Hotkey("b");
    assertThat(events)
        .filteredOn(event -> !isOfTheNetwork(event))
        .containsExactly(
            new MinerEvent.ValidatorChosen(a, nobody.authority()),
            new MinerEvent.ValidatorChosen(b, nobody.authority()),
            new MinerEvent.SessionLost(a, Label.of("restarted")),
            new MinerEvent.CallFailed(a, MinerEvent.Failure.UNREACHABLE, Label.of("gone")),
            new MinerEvent.ValidatorChosen(a, "127.0.0.2:1"),
            new MinerEvent.ValidatorDropped(b));
  }

  /// What the links find out by themselves, where nobody is.
  private static boolean isOfTheNetwork(MinerEvent event) {
    return event instanceof MinerEvent.CallFailed failed && !failed.why().value().equals("gone");
  }

  @Test
  void endpointThatDoesNotAnswer_isLeftAloneForAWhile() throws InterruptedException {
    var link = choice(neuron("a", nobody)).getFirst().link();
    directory.tell(new Told(link, new Contact.Missed(clock.instant(), "gone")));
    assertThat(choice(neuron("a", nobody))).hasSize(1);

    directory.tell(new Told(link, new Contact.Missed(clock.instant(), "gone")));
    assertThat(choice(neuron("a", nobody))).isEmpty();
    assertThat(health.isReady()).isFalse();

    clock.pass(BAN);
    assertThat(choice(neuron("a", nobody))).hasSize(1);
  }

  @Test
  void refusals_andGreetingsWithoutAnswer_excludeNobody() throws InterruptedException {
    var link = choice(neuron("a", nobody)).getFirst().link();
    for (int i = 0; i < 3; i++) {
      directory.tell(new Told(link, new Contact.Refused(clock.instant(), "not you")));
      directory.tell(new Told(link, new Contact.GreetingMissed(clock.instant(), "gone")));
    }

    assertThat(choice(neuron("a", nobody))).hasSize(1);
  }

  @Test
  void health_isUp_whileAValidatorAnswers() throws InterruptedException {
    var link = greeted(choice(neuron("a", nobody)));
    directory.tell(new Told(link, new Contact.Answered(clock.instant())));
    standings();
    assertThat(health.isReady()).isTrue();

    clock.pass(Duration.ofSeconds(1));
    directory.tell(new Told(link, new Contact.Missed(clock.instant(), "gone")));
    assertThat(standings().getFirst().lastFailure())
        .isEqualTo(new Standing.Failed(clock.instant(), "gone"));
    assertThat(health.isReady()).isFalse();
  }

  @Test
  void health_goesDown_whenNobodyAnsweredForAWhile() throws InterruptedException {
    var link = greeted(choice(neuron("a", nobody)));
    directory.tell(
        new Told(link, new Contact.SessionOpened(clock.instant(), HandshakeProof.SIGNED)));
    standings();
    assertThat(health.isReady()).isTrue();

    clock.pass(Duration.ofMinutes(3));
    time.timePasses(Duration.ofMinutes(3));
    standings();
    assertThat(health.isReady()).isFalse();
  }

  private List<Validator> choice(Neuron... neurons) throws InterruptedException {
    testKit
        .system()
        .eventStream()
        .tell(new EventStream.Publish<>(Metagraph.of(BlockNumber.GENESIS, List.of(neurons))));
    var choice = choices.poll(5, TimeUnit.SECONDS);
    assertThat(choice).isNotNull();
    return choice;
  }

  /// The link, when its first greeting got no answer.
  private ActorRef<ValidatorLink.Command> greeted(List<Validator> choice) {
    await().until(() -> standings().getFirst().lastFailure() instanceof Standing.Failed);
    return choice.getFirst().link();
  }

  private List<Standing> standings() {
    TestProbe<Standings> probe = testKit.createTestProbe();
    directory.tell(new ValidatorDirectory.GetStandings(probe.ref()));
    return probe.receiveMessage().validators();
  }

  private static Neuron neuron(String hotkey, Endpoint axon) {
    return new Neuron(
        new Uid(hotkey.charAt(0)),
        new Hotkey(hotkey),
        axon,
        true,
        Stake.ofTao(1),
        BlockNumber.GENESIS);
  }
}
