package io.byteleap.worker.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Seeds;
import io.byteleap.host.HostProbe;
import io.byteleap.host.HostRoot;
import io.byteleap.json.JsonObject;
import io.byteleap.node.Health;
import io.byteleap.wire.worker.MinerFrame.TaskAssignment;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.wire.worker.WorkerFrame.TaskFailed;
import io.byteleap.wire.worker.WorkerFrame.TaskResult;
import io.byteleap.worker.access.TestAccess;
import io.byteleap.worker.compute.ExactUnits;
import io.byteleap.worker.compute.ProofDesk;
import io.byteleap.worker.compute.TaskDesk;
import io.byteleap.worker.gpu.GpuView;
import io.byteleap.worker.host.HostSampler;
import io.byteleap.worker.host.HostView;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A link that takes leave, and the results that it has then.
final class LeaveTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final WorkerId WORKER = new WorkerId("0123456789abcdef");

  private final ActorTestKit kit = ActorTestKit.create();
  private final FakeMiner miner = FakeMiner.create();
  private final HostView host = new HostView();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TestProbe<TaskDesk.Command> tasks = kit.createTestProbe();
  private final TestProbe<MinerLink.Left> left = kit.createTestProbe();

  @BeforeEach
  void lookAtTheMachine() {
    kit.spawn(HostSampler.create(new HostProbe(HostRoot.REAL)::sample, host, LONG));
    assertThat(host.firstLook(LONG)).succeedsWithin(LONG);
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
    miner.close();
  }

  @Test
  void leave_letsTheMinerHaveTheLastResult_andIsHeard() {
    var link = link();
    var session = miner.registered();
    var desk = taskOf(session);

    desk.tell(result());
    link.tell(new MinerLink.Leave(left.ref()));

    assertThat(session.next(TaskResult.class).taskId()).isEqualTo("t-1");
    assertThat(session.closeCode()).isEqualTo(1_001);
    left.receiveMessage(LONG);
    assertThat(lost()).isZero();
  }

  @Test
  void leave_withoutAMiner_isHeard_andWhatWaitsForOneIsTold() {
    var link = link();
    var session = miner.registered();
    var desk = taskOf(session);
    miner.close();
    Awaitility.await().until(() -> status(link) instanceof MinerLink.Away);

    desk.tell(result());
    link.tell(new MinerLink.Leave(left.ref()));

    left.receiveMessage(LONG);
    assertThat(lost()).isEqualTo(1);
    desk.tell(result());
    Awaitility.await().until(() -> lost() == 2);
  }

  private double lost() {
    return registry.counter("byteleap.worker.results.lost").count();
  }

  /// Whoever waits for the result of a task that the miner gave.
  private ActorRef<WorkerFrame> taskOf(FakeMiner.Session session) {
    session.send(new TaskAssignment("t-1", "cpu_matrix", JsonObject.EMPTY, 45, "5A"));
    while (true) {
      switch (tasks.receiveMessage(LONG)) {
        case TaskDesk.GetStatus(var replyTo) -> replyTo.tell(TaskDesk.Status.UNKNOWN);
        case TaskDesk.Run(_, _, var replyTo) -> {
          return replyTo;
        }
        case TaskDesk.Command other -> throw new AssertionError("unexpected: " + other);
      }
    }
  }

  private static WorkerFrame result() {
    return new TaskResult(WORKER.value(), "t-1", 1, new TaskFailed(1_006, Label.of("no")));
  }

  private MinerLink.Status status(ActorRef<MinerLink.Command> link) {
    TestProbe<MinerLink.Status> probe = kit.createTestProbe();
    link.tell(new MinerLink.GetStatus(probe.ref()));
    return probe.receiveMessage(LONG);
  }

  private ActorRef<MinerLink.Command> link() {
    TestProbe<ProofDesk.Command> proofs = kit.createTestProbe();
    var timing = new MinerLink.Timing(LONG, LONG, LONG, LONG, LONG, LONG);
    var access = TestAccess.anywhere();
    return kit.spawn(
        MinerLink.create(
            new MinerLink.Settings(WORKER, "worker-01", access, timing),
            new MinerLink.Tools(
                new WebSocketDialer(miner.url(), access),
                host,
                GpuView.disabled(),
                ExactUnits.none(),
                tasks.ref(),
                proofs.ref(),
                Health.dependingOn(MinerLink.HEALTH),
                new LinkMeters(registry),
                InstantSource.system(),
                Seeds.generator(9)),
            CompletableFuture.completedFuture(null)));
  }
}
