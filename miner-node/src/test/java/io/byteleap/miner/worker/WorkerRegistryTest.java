package io.byteleap.miner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.miner.admission.Claim;
import io.byteleap.miner.admission.LegacyPolicy;
import io.byteleap.miner.event.MinerEvent;
import io.byteleap.miner.fixture.TestClock;
import io.byteleap.miner.fixture.TestDoor;
import io.byteleap.miner.worker.WorkerConnection.Registration;
import io.byteleap.miner.worker.WorkerRegistry.Roster;
import io.byteleap.wire.worker.CloseCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WorkerRegistryTest {
  private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(testKit.system());
  private final TestClock clock = new TestClock();
  private ActorRef<WorkerRegistry.Command> registry;

  @BeforeEach
  void start() {
    var settings =
        new WorkerRegistry.Settings(
            TestDoor.doorkeeper(LegacyPolicy.ALLOW, clock),
            Duration.ofHours(1),
            _ -> {},
            _ -> {},
            new WorkerMeters(new SimpleMeterRegistry()),
            clock);
    registry = testKit.spawn(WorkerRegistry.create(settings));
  }

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  @Test
  void workerThatLeft_isForgottenAfterTenMinutes_unlessItComesBack() {
    register("w-1").stop();
    register("w-2").stop();
    awaitOffline(2);
    time.timePasses(Duration.ofMinutes(9));
    register("w-2");

    time.timePasses(Duration.ofMinutes(2));

    assertThat(ids()).containsExactly("w-2");
  }

  @Test
  void newcomer_takesThePlaceOfTheOneAwayLongest_onlyAfterAMinute() {
    for (int i = 0; i < WorkerRegistry.WORKERS_MAX - 1; i++) {
      register("w-" + i);
    }
    register("gone").stop();
    awaitOffline(1);

    attempt("new").expectMessage(new WorkerConnection.Close(CloseCode.WORKER_LIMIT));
    clock.pass(Seats.KEPT);
    register("new");
    attempt("gone").expectMessage(new WorkerConnection.Close(CloseCode.WORKER_LIMIT));

    assertThat(ids()).hasSize(WorkerRegistry.WORKERS_MAX).contains("new").doesNotContain("gone");
  }

  @Test
  void whatHappensToWorkers_isTold_inItsOrder() {
    var events = new LinkedBlockingQueue<MinerEvent>();
    registry =
        testKit.spawn(
            WorkerRegistry.create(
                new WorkerRegistry.Settings(
                    TestDoor.doorkeeper(LegacyPolicy.ALLOW, clock),
                    Duration.ofMinutes(1),
                    _ -> {},
                    _ -> {},
                    events::add,
                    new WorkerMeters(new SimpleMeterRegistry()),
                    clock)));
    var id = new WorkerId("w-1");

    register("w-1").stop();
    awaitOffline(1);
    register("w-1");
    ids();

    assertThat(events)
        .containsExactly(
            new MinerEvent.WorkerAppeared(id, Label.of("w-1"), "127.0.0.1:5"),
            new MinerEvent.WorkerLeft(id),
            new MinerEvent.WorkerAppeared(id, Label.of("w-1"), "127.0.0.1:5"));
  }

  private TestProbe<WorkerConnection.Command> register(String id) {
    var connection = attempt(id);
    connection.expectMessageClass(WorkerConnection.Registered.class);
    return connection;
  }

  private TestProbe<WorkerConnection.Command> attempt(String id) {
    var connection = testKit.<WorkerConnection.Command>createTestProbe();
    var registration =
        new Registration(
            new WorkerId(id),
            Label.of(id),
            Label.of("1.0"),
            WorkerReport.NOTHING,
            "127.0.0.1:5",
            WorkerView.Transport.PLAIN,
            new Claim.Unproven(InetAddress.getLoopbackAddress()));
    registry.tell(new WorkerRegistry.Register(registration, connection.ref()));
    return connection;
  }

  private void awaitOffline(long count) {
    testKit
        .createTestProbe()
        .awaitAssert(
            () -> {
              assertThat(roster())
                  .filteredOn(view -> view.status() instanceof WorkerView.Offline)
                  .hasSize((int) count);
              return null;
            });
  }

  private List<String> ids() {
    return roster().stream().map(view -> view.id().value()).toList();
  }

  private List<WorkerView> roster() {
    TestProbe<Roster> probe = testKit.createTestProbe();
    registry.tell(new WorkerRegistry.GetRoster(probe.ref()));
    return probe.receiveMessage().workers().stream().map(WorkerRegistry.Entry::view).toList();
  }
}
