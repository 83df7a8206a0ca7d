package io.byteleap.miner.presence;

import static io.byteleap.miner.fixture.TestWorkers.heard;
import static io.byteleap.miner.fixture.TestWorkers.worker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.event.MinerEvent;
import io.byteleap.miner.fixture.TestClock;
import io.byteleap.miner.validator.CallResult;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import io.byteleap.miner.validator.ValidatorLink;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.miner.worker.WorkerRegistry.Roster;
import io.byteleap.miner.worker.WorkerSession;
import io.byteleap.miner.worker.WorkerView;
import io.byteleap.transport.SynapseClient.Target;
import io.byteleap.wire.SystemInfo;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.HeartbeatData;
import io.byteleap.wire.validator.HeartbeatData.WorkerInfo;
import io.byteleap.wire.validator.Payload;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HeartbeatPulseTest {
  private static final Hotkey OWN = new Hotkey("own");
  private static final Duration INTERVAL = Duration.ofSeconds(60);
  private static final SystemInfo HOST =
      SystemInfo.read(JsonObject.builder().put("miner_version", "0.1.0").build());

  private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(testKit.system());
  private final TestClock clock = new TestClock();
  private SimpleMeterRegistry figures;
  private TestProbe<WorkerRegistry.Command> registry;
  private TestProbe<WorkerSession.Command> session;
  private TestProbe<ValidatorLink.Command> a;
  private TestProbe<ValidatorLink.Command> b;
  private final BlockingQueue<MinerEvent> events = new LinkedBlockingQueue<>();
  private ActorRef<HeartbeatPulse.Command> pulse;

  @BeforeEach
  void start() {
    figures = new SimpleMeterRegistry();
    events.clear();
    registry = testKit.createTestProbe();
    session = testKit.createTestProbe();
    a = testKit.createTestProbe();
    b = testKit.createTestProbe();
    var settings =
        new HeartbeatPulse.Settings(
            OWN,
            INTERVAL,
            () -> CompletableFuture.completedFuture(HOST),
            events::add,
            figures,
            clock);
    pulse = testKit.spawn(HeartbeatPulse.create(settings, registry.ref()));
  }

  @AfterEach
  void stop() {
    testKit.stop(pulse);
  }

  @AfterAll
  void shutDown() {
    testKit.shutdownTestKit();
  }

  @Test
  void workers_areReportedToAllValidators_withTheMinersOwnMachine() {
    choose(validator("a", a), validator("b", b));
    beat();
    roster(
        heard("w-1", clock.instant()),
        worker(
            "w-2", new WorkerView.Busy("t"), new WorkerView.At(clock.instant()), clock.instant()));

    var data = heartbeat(a).data();
    heartbeat(b);

    assertThat(data.hotkey()).isEqualTo("own");
    assertThat(data.minerInfo()).isEqualTo(HOST);
    assertThat(data.workers()).extracting(WorkerInfo::workerId).containsExactly("w-1", "w-2");
    assertThat(data.workers())
        .extracting(WorkerInfo::status)
        .containsExactly(HeartbeatData.Status.ONLINE, HeartbeatData.Status.BUSY);
    assertThat(data.workers().getFirst().capabilities()).containsExactly("cpu_matrix");
  }

  @Test
  void batch_isKept_untilOneValidatorTookIt() {
    var heard = heard("w-1", clock.instant());
    choose(validator("a", a), validator("b", b));
    beat();
    roster(heard);
    fail(a);
    fail(b);

    pass(INTERVAL);
    roster(heard);
    fail(a);
    take(b);

    pass(INTERVAL);
    roster(heard);
    a.expectNoMessage(Duration.ofMillis(50));
    b.expectNoMessage(Duration.ZERO);
  }

  @Test
  void reports_areShown_withTheirResults_andTold() {
    choose(validator("a", a), validator("b", b));
    beat();
    roster(heard("w-1", clock.instant()));
    fail(a);
    take(b);

    a.awaitAssert(
        () -> {
          assertThat(reports().recent()).hasSize(2);
          return null;
        });
    assertThat(reports().last().get(new Hotkey("b")))
        .satisfies(report -> assertThat(report.result()).isEqualTo(Reports.Result.TAKEN));
    assertThat(reports().last().get(new Hotkey("a")))
        .satisfies(report -> assertThat(report.result()).isNotEqualTo(Reports.Result.TAKEN));
    assertThat(events).hasSize(2).contains(new MinerEvent.HeartbeatTaken(new Hotkey("b"), 1));

    choose(validator("b", b));
    assertThat(reports().last()).containsOnlyKeys(new Hotkey("b"));
  }

  private Reports reports() {
    TestProbe<Reports> probe = testKit.createTestProbe();
    pulse.tell(new HeartbeatPulse.GetReports(probe.ref()));
    return probe.receiveMessage();
  }

  @Test
  void validatorThatOwesAnAnswer_isNotAskedAgain_andHoldsUpNobody() {
    choose(validator("a", a), validator("b", b));
    beat();
    roster(heard("w-1", clock.instant()));
    a.expectMessageClass(ValidatorLink.Call.class);
    take(b);
    time.timePasses(Duration.ofSeconds(20)); // not yet the call's timeout

    pulse.tell(new HeartbeatPulse.Newcomer());
    clock.pass(Duration.ofSeconds(21));
    time.timePasses(Duration.ofSeconds(1));
    roster(heard("w-1", clock.instant()));

    take(b);
    a.expectNoMessage(Duration.ZERO);
  }

  @Test
  void newcomersAndAFirstValidator_areReportedSoon_together() {
    pulse.tell(new HeartbeatPulse.Newcomer());
    pulse.tell(new HeartbeatPulse.Newcomer());
    choose(validator("a", a));
    registry.expectNoMessage(Duration.ofMillis(50));

    time.timePasses(Duration.ofSeconds(1));

    roster(heard("w-1", clock.instant()));
    take(a);
    registry.expectNoMessage(Duration.ZERO);
  }

  @Test
  void withoutValidators_nothingIsDone_andNothingIsLost() {
    var heard = heard("w-1", clock.instant());
    pass(INTERVAL);
    registry.expectNoMessage(Duration.ofMillis(50));

    choose(validator("a", a));
    time.timePasses(Duration.ofSeconds(1));
    roster(heard);

    take(a);
  }

  @Test
  void rosterThatDoesNotCome_isAskedForTheNextTime() {
    choose(validator("a", a));
    beat();
    registry.expectMessageClass(WorkerRegistry.GetRoster.class);

    pass(INTERVAL);

    roster(heard("w-1", clock.instant()));
    take(a);
  }

  private void choose(Validator... validators) {
    pulse.tell(new HeartbeatPulse.Validators(List.of(validators)));
  }

  /// The first beat, which a first validator brings about.
  private void beat() {
    registry.expectNoMessage(Duration.ofMillis(20));
    time.timePasses(Duration.ofSeconds(1));
  }

  private void pass(Duration duration) {
    clock.pass(duration);
    time.timePasses(duration);
  }

  private void roster(WorkerView... workers) {
    var request = registry.expectMessageClass(WorkerRegistry.GetRoster.class);
    request
        .replyTo()
        .tell(
            new Roster(
                Arrays.stream(workers)
                    .map(view -> new WorkerRegistry.Entry(view, session.ref()))
                    .toList()));
  }

  private static Payload.Heartbeat heartbeat(TestProbe<ValidatorLink.Command> link) {
    return (Payload.Heartbeat) link.expectMessageClass(ValidatorLink.Call.class).payload();
  }

  private void take(TestProbe<ValidatorLink.Command> link) {
    reply(link, new CallResult.Answered(new Answer.HeartbeatTaken("ok", 1, clock.instant())));
  }

  private void fail(TestProbe<ValidatorLink.Command> link) {
    reply(link, new CallResult.Unreachable("gone"));
  }

  /// Replies, and waits until the pulse has noticed.
  private void reply(TestProbe<ValidatorLink.Command> link, CallResult result) {
    double before = results();
    link.expectMessageClass(ValidatorLink.Call.class).replyTo().tell(result);
    await().until(() -> results() > before);
  }

  private double results() {
    return figures.find("byteleap.heartbeats").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  private static Validator validator(String hotkey, TestProbe<ValidatorLink.Command> link) {
    return new Validator(
        new Target(new Endpoint("127.0.0.1", 9091), new Hotkey(hotkey)), link.ref());
  }
}
