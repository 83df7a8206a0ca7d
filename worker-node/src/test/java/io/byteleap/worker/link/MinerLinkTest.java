package io.byteleap.worker.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.challenge.Verification;
import io.byteleap.domain.challenge.Work.CpuWork;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.host.HostProbe;
import io.byteleap.host.HostRoot;
import io.byteleap.json.JsonObject;
import io.byteleap.node.Health;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.SystemInfo;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.MinerFrame.ProofRequest;
import io.byteleap.wire.worker.MinerFrame.TaskAssignment;
import io.byteleap.wire.worker.WorkerFrame.Heartbeat;
import io.byteleap.wire.worker.WorkerFrame.HeartbeatResponse;
import io.byteleap.wire.worker.WorkerFrame.ProofFailed;
import io.byteleap.wire.worker.WorkerFrame.ProofGiven;
import io.byteleap.wire.worker.WorkerFrame.ProofResponse;
import io.byteleap.wire.worker.WorkerFrame.Register;
import io.byteleap.wire.worker.WorkerFrame.TaskDone;
import io.byteleap.wire.worker.WorkerFrame.TaskFailed;
import io.byteleap.wire.worker.WorkerFrame.TaskResult;
import io.byteleap.wire.worker.WorkerFrameCodec;
import io.byteleap.worker.access.MinerAccess;
import io.byteleap.worker.access.TestAccess;
import io.byteleap.worker.compute.CpuEngine;
import io.byteleap.worker.compute.ExactUnits;
import io.byteleap.worker.gpu.GpuView;
import io.byteleap.worker.host.HostSampler;
import io.byteleap.worker.host.HostView;
import io.byteleap.worker.link.MinerLink.Timing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The link with its desks and a real engine, against a WebSocket server.
final class MinerLinkTest {
  private static final ActorTestKit TEST_KIT = ActorTestKit.create();
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Timing PATIENT = new Timing(SHORT, LONG, LONG, LONG, LONG, LONG);

  private static final MinerAccess ACCESS = TestAccess.anywhere();

  private final FakeMiner miner = FakeMiner.create();
  private final CpuEngine engine = CpuEngine.of(2);
  private final HostView host = new HostView();
  private final Health health = Health.dependingOn(MinerLink.HEALTH);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<ActorRef<MinerLink.Command>> links = new ArrayList<>();
  private final LoggedWarnings warnings = LoggedWarnings.of(MinerLink.class);

  @BeforeEach
  void lookAtTheMachine() {
    TEST_KIT.spawn(HostSampler.create(new HostProbe(HostRoot.REAL)::sample, host, LONG));
    assertThat(host.firstLook(LONG)).succeedsWithin(LONG);
  }

  @AfterEach
  void stop() {
    warnings.close();
    links.forEach(TEST_KIT::stop);
    engine.close();
    miner.close();
  }

  @AfterAll
  static void stopAll() {
    TEST_KIT.shutdownTestKit();
  }

  @Test
  void worker_registers_andSendsAHeartbeatAtOnce() {
    link(miner.url(), PATIENT);
    var session = miner.connected();
    var register = session.next(Register.class);
    assertThat(health.isReady()).isFalse();
    session.send(new MinerFrame.RegistrationAck());
    var heartbeat = session.next(Heartbeat.class);

    assertThat(register.workerId()).isEqualTo("0123456789abcdef");
    assertThat(register.workerName()).isEqualTo("worker-01");
    assertThat(register.workerVersion()).isNotBlank();
    assertThat(register.capabilities()).containsExactly("cpu_matrix");
    assertThat(register.systemInfo()).isEqualTo(heartbeat.systemInfo());
    assertThat(SystemInfo.read(heartbeat.systemInfo()).facts().cpu().logicalCores()).isPositive();
    assertThat(heartbeat.capabilities()).containsExactly("cpu_matrix");
    assertThat(heartbeat.extras().status()).isEqualTo("online");
    assertThat(heartbeat.extras().gpuInfo().integer("gpu_count")).isZero();
    Awaitility.await().until(health::isReady);
  }

  @Test
  void status_saysSinceWhen_andTheLastAcknowledgement() {
    var link = link(miner.url(), PATIENT);
    var session = miner.registered();
    session.next(Heartbeat.class);
    Awaitility.await().until(() -> status(link) instanceof MinerLink.Connected);
    var connected = (MinerLink.Connected) status(link);

    session.send(new MinerFrame.HeartbeatAck());

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(((MinerLink.Connected) status(link)).lastAck())
                    .isAfter(connected.lastAck()));
    assertThat(((MinerLink.Connected) status(link)).since()).isEqualTo(connected.since());
  }

  @Test
  void task_isComputed_andItsProofPassesTheValidatorsJudgement() {
    var work = new MatrixSpec(MatrixSeed.draw(Seeds.generator(3)), 64, 2);
    var targets = List.of(UnitTargets.rowsOfCpu(List.of(0, 17, 63)));
    link(miner.url(), PATIENT);
    var session = miner.registered();

    session.send(task("c-1", work, 45));
    var result = session.next(TaskResult.class);
    session.send(new ProofRequest("m-1", "5A", "c-1", targets));
    var response = session.next(ProofResponse.class);

    var done = (TaskDone) result.outcome();
    var given = (ProofGiven) response.outcome();
    assertThat(result.taskId()).isEqualTo("c-1");
    assertThat(result.workerId()).isEqualTo("0123456789abcdef");
    assertThat(done.times())
        .containsOnlyKeys("worker_task_received_ts", "worker_task_completed_ts");
    assertThat(response.messageId()).isEqualTo("m-1");
    assertThat(given.times())
        .containsOnlyKeys("worker_proof_request_received_ts", "worker_proof_completed_ts");
    var challenge =
        new ChallengeSpec(
            new ChallengeId("c-1"),
            new WorkerId(result.workerId()),
            new CpuWork(work, new TargetPolicy(3, 0)),
            Samples.PATIENCE);
    assertThat(Verification.judge(challenge, done.commitments(), targets, given.proof()).failure())
        .isEmpty();
  }

  @Test
  void proofThatCannotBeGiven_isAnsweredWithAFailure() {
    link(miner.url(), PATIENT);
    var session = miner.registered();

    session.send(
        new ProofRequest("m-1", "5A", "unknown", List.of(UnitTargets.rowsOfCpu(List.of(1)))));
    session.send(new MinerFrame.UnreadableProofRequest("m-2", Label.NONE));

    var unknown = session.next(ProofResponse.class);
    var unreadable = session.next(ProofResponse.class);
    assertThat(unknown.messageId()).isEqualTo("m-1");
    assertThat(((ProofFailed) unknown.outcome()).error().value())
        .isEqualTo("no result of challenge unknown is kept");
    assertThat(unreadable.messageId()).isEqualTo("m-2");
    assertThat(((ProofFailed) unreadable.outcome()).error().value()).isEqualTo("data: is required");
  }

  @Test
  void taskThatCannotBeDone_isAnsweredWithAFailure() {
    link(miner.url(), PATIENT);
    var session = miner.registered();

    session.send(new TaskAssignment("t-1", "gpu_matrix", JsonObject.EMPTY, 45, "5A"));
    session.send(new MinerFrame.UnreadableTask("t-2", Label.NONE));
    session.sendText(
        "{\"type\":\"task_assignment\",\"data\":{\"task_id\":\"half \\ud800 pair\","
            + "\"task_type\":\"cpu_matrix\"}}");

    assertThat(failure(session, "t-1")).isEqualTo("data.data.seed: is required");
    assertThat(failure(session, "t-2")).isEqualTo("data.task_type: is required");
    assertThat(failure(session, "half ? pair")).contains("hotkey");
  }

  @Test
  void heartbeats_goOnWhileATaskIsComputed() {
    link(miner.url(), new Timing(SHORT, LONG, Duration.ofMillis(30), LONG, LONG, LONG));
    var session = miner.registered();

    session.send(task("t-1", new MatrixSpec(seed(), 2_000, 1_000), 3));
    int busy = 0;
    while (busy < 5) {
      var extras = session.next(Heartbeat.class).extras();
      busy += extras.status().equals("busy") && extras.activeTasks() == 1 ? 1 : 0;
    }

    assertThat(failure(session, "t-1")).isEqualTo("not finished within 3000 ms");
  }

  @Test
  void heartbeatRequest_isAnsweredWithItsMessageId() {
    link(miner.url(), PATIENT);
    var session = miner.registered();

    session.send(new MinerFrame.HeartbeatRequest("m-7"));

    var response = session.next(HeartbeatResponse.class);
    assertThat(response.messageId()).isEqualTo("m-7");
    assertThat(response.workerId()).isEqualTo("0123456789abcdef");
    assertThat(response.timestamp()).isPositive();
  }

  @Test
  void acknowledgementThatDoesNotCome_endsTheConnection_andTheNextBegins() {
    link(miner.url(), new Timing(SHORT, LONG, LONG, LONG, LONG, Duration.ofMillis(150)));

    var silent = miner.connected();

    assertThat(silent.closeCode()).isEqualTo(1_008);
    miner.registered().next(Heartbeat.class);
  }

  @Test
  void frameBeforeTheAcknowledgement_isIgnored() {
    link(miner.url(), PATIENT);
    var session = miner.connected();

    session.send(new MinerFrame.HeartbeatRequest("early"));
    session.send(new MinerFrame.RegistrationAck());
    session.send(new MinerFrame.HeartbeatRequest("later"));

    assertThat(session.next(HeartbeatResponse.class).messageId()).isEqualTo("later");
  }

  @Test
  void pingThatIsNotAnswered_endsTheConnection_andTheNextBegins() {
    miner.answersPings = false;
    link(
        miner.url(),
        new Timing(SHORT, LONG, LONG, Duration.ofMillis(20), Duration.ofMillis(150), LONG));

    var deaf = miner.registered();
    miner.answersPings = true;

    assertThat(deaf.closeCode()).isEqualTo(1_011);
    var session = miner.registered();
    assertStaysFor(session, Duration.ofMillis(400));
  }

  /// A request is answered on the same connection after `time`.
  private static void assertStaysFor(FakeMiner.Session session, Duration time) {
    Awaitility.await()
        .during(time)
        .until(
            () -> {
              session.send(new MinerFrame.HeartbeatRequest("there"));
              return session.next(HeartbeatResponse.class).messageId().equals("there");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "4000, Invalid registration, it takes our registration for invalid",
    "4001, Invalid or missing worker_id, it takes our worker id for invalid",
    "4002, Missing worker_version, it misses our version",
    "4004, Heartbeat timeout, it heard no heartbeat of ours in time",
    "1001, Connection replaced, Connection replaced",
    "1000, '', no reason given"
  })
  void closeOfTheMiner_isSaidInWords_andTheNextConnectionBegins(
      int code, String reason, String meaning) {
    link(miner.url(), PATIENT);

    miner.registered().close(code, reason);

    miner.registered();
    assertThat(warnings.texts())
        .singleElement()
        .asString()
        .contains("the miner closed the connection with code " + code + ": " + meaning);
  }

  @Test
  void connectionThatIsCut_isFollowedByTheNext() {
    link(miner.url(), PATIENT);

    var session = miner.registered();
    session.next(Heartbeat.class);
    session.cut();

    miner.registered().next(Heartbeat.class);
    // the miner can hear the heartbeat before the link has counted the registration
    Awaitility.await().until(() -> registry.counter("byteleap.worker.registrations").count() == 2);
    assertThat(registry.counter("byteleap.worker.connections.lost").count()).isEqualTo(1);
  }

  @Test
  void minerThatStartsLater_orComesBack_isFound_andItsAbsenceSaidOnce() {
    int port = miner.port();
    miner.close();
    var link = link(miner.url(), PATIENT);
    Awaitility.await()
        .until(
            () ->
                status(link) instanceof MinerLink.Away away
                    && away.why().contains("ConnectException"));
    Awaitility.await().during(Duration.ofMillis(500)).until(() -> warnings.texts().size() == 1);

    try (var late = FakeMiner.on(port)) {
      late.registered().next(Heartbeat.class);
    }
    try (var again = FakeMiner.on(port)) {
      again.registered().next(Heartbeat.class);
    }
  }

  @Test
  void serverThatIsNoMiner_isSaid() {
    var link = link(MinerUrl.parse("ws://127.0.0.1:" + miner.port() + "/elsewhere"), PATIENT);

    Awaitility.await()
        .until(() -> status(link) instanceof MinerLink.Away away && !away.why().equals("starting"));
    assertThat(((MinerLink.Away) status(link)).why())
        .isEqualTo("it cannot be reached: it answers with HTTP status 404");
  }

  @Test
  void framesThatMeanNothing_areIgnored_andTheLinkLives() {
    link(miner.url(), PATIENT);
    var session = miner.registered();

    session.sendText("{ not json");
    session.sendText("[]");
    session.sendText("{}");
    session.sendText("{\"type\":\"dance\"}");
    session.sendText("{\"type\":\"task_assignment\",\"data\":{}}");
    session.sendText("[".repeat(10_000));
    session.send(new MinerFrame.EnrolTokenRefused(1_003, "none"));
    session.send(new MinerFrame.HeartbeatRequest("after"));

    assertThat(session.next(HeartbeatResponse.class).messageId()).isEqualTo("after");
    assertThat(registry.counter("byteleap.worker.frames.refused").count()).isEqualTo(7);
  }

  @Test
  void frameInFragments_upToTheBound_isRead() {
    link(miner.url(), PATIENT);
    var session = miner.registered();

    session.sendInTwo(padded("m-1", WorkerFrameCodec.FRAME_SIZE_MAX - 100));

    assertThat(session.next(HeartbeatResponse.class).messageId()).isEqualTo("m-1");
  }

  @ParameterizedTest
  @CsvSource({"17000000, x", "5600000, €", "8400000, ä", "4200000, 😀"})
  void frameBeyondTheBound_endsTheConnection_andTheNextBegins(int count, String character) {
    link(miner.url(), PATIENT);
    var session = miner.registered();

    session.sendInTwo(character.repeat(count));

    assertThat(session.closeCode()).isEqualTo(1_008);
    miner.registered().next(Heartbeat.class);
    assertThat(warnings.texts()).singleElement().asString().contains("16777216 bytes");
  }

  @Test
  void workerThatStops_takesLeave() {
    var link = link(miner.url(), PATIENT);
    var session = miner.registered();
    session.next(Heartbeat.class);

    TEST_KIT.stop(link);

    assertThat(session.closeCode()).isEqualTo(1_001);
  }

  @Test
  void resultsOfATimeWithoutAMiner_areSentOnce_whenItIsBack() {
    link(miner.url(), new Timing(Duration.ofMillis(300), LONG, LONG, LONG, LONG, LONG));
    var session = miner.registered();
    session.send(task("t-1", new MatrixSpec(seed(), 1_000, 1_000), 1));
    session.send(task("t-2", new MatrixSpec(seed(), 1_000, 1_000), 2));
    session.next(Heartbeat.class);
    session.cut();

    var next = miner.connected();
    next.next(Register.class);
    Awaitility.await()
        .until(() -> registry.counter("byteleap.worker.tasks", "outcome", "failed").count() == 2);
    next.send(new MinerFrame.RegistrationAck());

    assertThat(failure(next, "t-1")).isEqualTo("not finished within 1000 ms");
    assertThat(failure(next, "t-2")).isEqualTo("not finished within 2000 ms");
    next.send(task("t-3", new MatrixSpec(seed(), 10, 1), 45));
    assertThat(next.next(TaskResult.class).taskId()).isEqualTo("t-3");
    next.close(1_001, "");
    var third = miner.registered();
    third.send(task("t-4", new MatrixSpec(seed(), 10, 1), 45));
    assertThat(third.next(TaskResult.class).taskId()).isIn("t-3", "t-4");
    assertThat(registry.counter("byteleap.worker.results.lost").count()).isZero();
  }

  @Test
  void linkThatBreaksDown_isRestarted_andConnectsAgain() {
    var broken = new AtomicBoolean();
    link(
        miner.url(),
        PATIENT,
        () -> {
          if (broken.compareAndSet(false, true)) {
            throw new IllegalStateException("no time");
          }
          return Instant.now();
        });

    assertThat(miner.registered().closeCode()).isEqualTo(1_001);

    miner.registered().next(Heartbeat.class);
  }

  private static MatrixSeed seed() {
    return MatrixSeed.draw(Seeds.generator(5));
  }

  private static TaskAssignment task(String id, MatrixSpec work, int timeoutSeconds) {
    return new TaskAssignment(id, "cpu_matrix", ChallengeParts.write(work), timeoutSeconds, "5A");
  }

  /// A heartbeat request of `size` bytes.
  private static String padded(String messageId, int size) {
    String start =
        "{\"type\":\"heartbeat_request\",\"message_id\":\"" + messageId + "\",\"pad\":\"";
    return start + "x".repeat(size - start.length() - 2) + "\"}";
  }

  private static String failure(FakeMiner.Session session, String taskId) {
    var result = session.next(TaskResult.class);
    assertThat(result.taskId()).isEqualTo(taskId);
    return ((TaskFailed) result.outcome()).error().value();
  }

  private static MinerLink.Status status(ActorRef<MinerLink.Command> link) {
    TestProbe<MinerLink.Status> probe = TEST_KIT.createTestProbe();
    link.tell(new MinerLink.GetStatus(probe.ref()));
    return probe.receiveMessage();
  }

  private ActorRef<MinerLink.Command> link(MinerUrl url, Timing timing) {
    return link(url, timing, InstantSource.system());
  }

  private ActorRef<MinerLink.Command> link(MinerUrl url, Timing timing, InstantSource clock) {
    var worker = new WorkerId("0123456789abcdef");
    var desks = TestDesks.in(TEST_KIT, worker, new TestDesks.Tools(engine, registry, clock));
    var link =
        TEST_KIT.spawn(
            Behaviors.supervise(
                    MinerLink.create(
                        new MinerLink.Settings(worker, "worker-01", ACCESS, timing),
                        new MinerLink.Tools(
                            new WebSocketDialer(url, ACCESS),
                            host,
                            GpuView.disabled(),
                            ExactUnits.none(),
                            desks.tasks(),
                            desks.proofs(),
                            health,
                            new LinkMeters(registry),
                            clock,
                            Seeds.generator(9)),
                        CompletableFuture.completedFuture(null)))
                .onFailure(SupervisorStrategy.restart()));
    links.add(link);
    return link;
  }
}
