package io.byteleap.miner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.admission.Claim;
import io.byteleap.miner.admission.LegacyPolicy;
import io.byteleap.miner.admission.Member;
import io.byteleap.miner.fixture.TestClock;
import io.byteleap.miner.fixture.TestDoor;
import io.byteleap.miner.worker.WorkerConnection.Deliver;
import io.byteleap.miner.worker.WorkerConnection.Registration;
import io.byteleap.miner.worker.WorkerSession.Event;
import io.byteleap.wire.worker.CloseCode;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.wire.worker.WorkerFrame.ProofFailed;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WorkerSessionTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final Member MEMBER =
      new Member(
          new WorkerId("w-1"), new Member.Legacy(), Label.NONE, Samples.T0, new Member.OnDuty());
  private static final WorkerFrame HEARTBEAT =
      new WorkerFrame.Heartbeat(
          JsonObject.builder().put("cpu_count", 8).build(),
          List.of("cpu_matrix"),
          WorkerFrame.HeartbeatExtras.NONE);

  private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(testKit.system());
  private final TestClock clock = new TestClock();
  private TestProbe<WorkerRegistry.Command> registry;
  private TestProbe<WorkerConnection.Command> connection;
  private TestProbe<Event> owner;
  private ActorRef<WorkerSession.Command> session;

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  @BeforeEach
  void register() {
    registry = testKit.createTestProbe();
    connection = testKit.createTestProbe();
    owner = testKit.createTestProbe();
    var settings =
        new WorkerRegistry.Settings(
            TestDoor.doorkeeper(LegacyPolicy.ALLOW, clock),
            TIMEOUT,
            _ -> {},
            _ -> {},
            new WorkerMeters(new SimpleMeterRegistry()),
            clock);
    session = testKit.spawn(WorkerSession.create(attach(connection), settings, registry.ref()));
    connection.expectMessage(new WorkerConnection.Registered(session));
    assertThat(shown().lastHeartbeat()).isEqualTo(new WorkerView.NotYet());
  }

  @Test
  void heartbeat_isAcknowledged_andShown() {
    clock.pass(Duration.ofSeconds(1));

    hears(HEARTBEAT);

    connection.expectMessage(new Deliver(new MinerFrame.HeartbeatAck()));
    assertThat(shown())
        .satisfies(
            view -> {
              assertThat(view.lastHeartbeat()).isEqualTo(new WorkerView.At(clock.instant()));
              assertThat(view.report().capabilities()).containsExactly("cpu_matrix");
            });
  }

  @Test
  void silence_endsTheConnection_andTheTask() {
    assign("t-1");
    time.timePasses(TIMEOUT.minusSeconds(1));
    hears(new WorkerFrame.HeartbeatResponse("w", 0, "")); // counts as a sign of life
    time.timePasses(TIMEOUT.minusSeconds(1));
    connection.expectNoMessage(Duration.ZERO);

    time.timePasses(Duration.ofSeconds(1));

    connection.expectMessage(new WorkerConnection.Close(CloseCode.HEARTBEAT_TIMEOUT));
    owner.expectMessage(new WorkerSession.WorkerLost("no heartbeat for PT1M30S"));
    assertThat(shown().status()).isEqualTo(new WorkerView.Offline());
  }

  @Test
  void secondTask_isRefused_untilTheFirstIsReleased() {
    assign("t-1");
    var second = testKit.<Event>createTestProbe();

    session.tell(new WorkerSession.Assign(task("t-2"), second.ref()));
    second.expectMessage(new WorkerSession.NotIdle("the worker is busy"));
    session.tell(new WorkerSession.Release("t-2"));
    session.tell(new WorkerSession.Release("t-1"));
    assertThat(shown().isIdle()).isTrue();

    session.tell(new WorkerSession.Assign(task("t-2"), second.ref()));
    connection.expectMessage(new Deliver(task("t-2")));
  }

  @Test
  void ownerThatEnds_leavesTheWorkerIdle() {
    assign("t-1");

    owner.stop();

    assertThat(shown().isIdle()).isTrue();
  }

  @Test
  void connectionThatEnds_losesTheTask_andLetsNoTaskIn() {
    assign("t-1");

    connection.stop();

    owner.expectMessage(new WorkerSession.WorkerLost("disconnected"));
    assertThat(shown().status()).isEqualTo(new WorkerView.Offline());
    session.tell(new WorkerSession.Assign(task("t-2"), owner.ref()));
    owner.expectMessage(new WorkerSession.NotIdle("the worker is not connected"));
  }

  @Test
  void framesAndEndOfAReplacedConnection_meanNothing() {
    var newer = testKit.<WorkerConnection.Command>createTestProbe();
    session.tell(attach(newer));
    connection.expectMessage(new WorkerConnection.Close(CloseCode.REPLACED));
    newer.expectMessage(new WorkerConnection.Registered(session));
    shown();

    hears(HEARTBEAT);
    connection.stop();

    newer.expectNoMessage(Duration.ofMillis(50));
    registry.expectNoMessage(Duration.ZERO);
  }

  @Test
  void proofs_areAskedForByTheOwnerOnly_andGoToIt() {
    assign("t-1");
    var request = new MinerFrame.ProofRequest("m-1", "5V", "t-1", List.of());
    var other = testKit.<Event>createTestProbe();

    session.tell(new WorkerSession.AskProof(request, other.ref()));
    other.expectMessageClass(WorkerSession.WorkerLost.class);
    session.tell(new WorkerSession.AskProof(request, owner.ref()));
    connection.expectMessage(new Deliver(request));
    var outcome = new ProofFailed(Label.of("no such result"));
    hears(new WorkerFrame.ProofResponse("m-1", outcome));

    owner.expectMessage(new WorkerSession.ProofIn("m-1", outcome));
  }

  private void assign(String task) {
    session.tell(new WorkerSession.Assign(task(task), owner.ref()));
    connection.expectMessage(new Deliver(task(task)));
    assertThat(shown().status()).isEqualTo(new WorkerView.Busy(task));
  }

  private static MinerFrame.TaskAssignment task(String id) {
    return new MinerFrame.TaskAssignment(id, "cpu_matrix", JsonObject.EMPTY, 45, "5Validator");
  }

  @Test
  void drainedWorker_finishesItsTask_andGetsNoOther_untilItIsResumed() {
    assign("t-1");
    session.tell(new WorkerSession.Decided(MEMBER.with(new Member.Draining())));
    assertThat(shown().status()).isEqualTo(new WorkerView.Busy("t-1"));
    session.tell(new WorkerSession.Release("t-1"));
    assertThat(shown())
        .satisfies(
            view -> {
              assertThat(view.status()).isEqualTo(new WorkerView.Online());
              assertThat(view.isIdle()).isFalse();
            });

    session.tell(new WorkerSession.Assign(task("t-2"), owner.ref()));
    owner.expectMessage(new WorkerSession.NotIdle("the operator lets the worker finish"));

    session.tell(new WorkerSession.Decided(MEMBER));
    assertThat(shown().isIdle()).isTrue();
  }

  private void hears(WorkerFrame frame) {
    session.tell(new WorkerSession.FrameIn(connection.ref(), frame));
  }

  private WorkerView shown() {
    return registry.expectMessageClass(WorkerRegistry.Changed.class).view();
  }

  private static WorkerSession.Attach attach(TestProbe<WorkerConnection.Command> connection) {
    return new WorkerSession.Attach(
        new Registration(
            new WorkerId("w-1"),
            Label.of("worker"),
            Label.of("1.0"),
            WorkerReport.NOTHING,
            "127.0.0.1:5",
            WorkerView.Transport.PLAIN,
            new Claim.Unproven(InetAddress.getLoopbackAddress())),
        MEMBER,
        connection.ref());
  }
}
