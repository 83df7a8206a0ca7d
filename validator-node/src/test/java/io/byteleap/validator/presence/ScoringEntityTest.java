package io.byteleap.validator.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.lease.LeaseTerms;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.presence.HeartbeatReport;
import io.byteleap.domain.presence.HeartbeatReport.WorkerReport;
import io.byteleap.domain.presence.Whereabouts;
import io.byteleap.domain.presence.WorkerProfile;
import io.byteleap.domain.scoring.MinerEvidence;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.scoring.MinerLedger.Refusal;
import io.byteleap.domain.scoring.ScoreBasis;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.validator.fixture.ManualClock;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.validator.presence.ScoringEntity.Assessment;
import io.byteleap.validator.presence.ScoringEntity.Begun;
import io.byteleap.validator.presence.ScoringEntity.Command;
import io.byteleap.validator.presence.ScoringEntity.Held;
import io.byteleap.validator.presence.ScoringEntity.Idle;
import io.byteleap.validator.presence.ScoringEntity.LeaseReply;
import io.byteleap.validator.presence.ScoringEntity.Refused;
import io.byteleap.validator.presence.ScoringEntity.Standing;
import io.byteleap.validator.presence.ScoringEntity.Taken;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ScoringEntityTest {
  private static final Hotkey MINER = new Hotkey("5Miner");
  private static final WorkerId W1 = new WorkerId("w-1");

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofManualTime());
  private final ManualClock clock = new ManualClock(ManualTime.get(kit.system()));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final EventSourcedBehaviorTestKit<Command, MinerLedger.Event, MinerLedger> ledger =
      EventSourcedBehaviorTestKit.create(
          kit.system(),
          ScoringEntity.create(
              PersistenceId.of("ledger", MINER.value()),
              MINER,
              ValidatorMetrics.in(registry, clock),
              clock));

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void heartbeat_isAnsweredWhenItsEventsAreStored() {
    var taken =
        ledger.<Taken>runCommand(to -> new ScoringEntity.Heartbeat(Samples.heartbeat("w-1"), to));

    assertThat(taken.reply()).isEqualTo(new Taken(1, 0));
    assertThat(taken.events()).hasSize(2);
    assertThat(heard("w-1").hasNoEvents()).isTrue();
    assertThat(registry.get("byteleap.heartbeats").counter().count()).isEqualTo(2);
    assertThat(registry.get("byteleap.workers.online").gauge().value()).isEqualTo(1);
  }

  @Test
  void idleWorkers_areThoseHeardLately_ableAndNotLeased() {
    heard("w-1", "w-2");
    lend("l-1", clock.instant().plusSeconds(3_600));

    assertThat(idle("cpu_matrix")).containsExactly(new WorkerId("w-2"));
    assertThat(idle("gpu_matrix")).isEmpty();
    clock.pass(Duration.ofMinutes(3));
    assertThat(idle("cpu_matrix")).isEmpty();
  }

  @Test
  void worker_isOnlineWhenHeardLately_leasedOrNot_silentAfterwards_elseUnknown() {
    assertThat(whereabouts("w-1")).isEqualTo(Whereabouts.UNKNOWN);
    heard("w-1");
    lend("l-1", clock.instant().plusSeconds(3_600));

    assertThat(whereabouts("w-1")).isEqualTo(Whereabouts.ONLINE);
    assertThat(whereabouts("w-2")).isEqualTo(Whereabouts.UNKNOWN);
    clock.pass(Duration.ofMinutes(3));
    assertThat(whereabouts("w-1")).isEqualTo(Whereabouts.SILENT);
    heard("w-1");
    assertThat(whereabouts("w-1")).isEqualTo(Whereabouts.ONLINE);
    ledger.restart();
    assertThat(whereabouts("w-1")).isEqualTo(Whereabouts.SILENT);
  }

  private Whereabouts whereabouts(String worker) {
    return ledger
        .<ScoringEntity.Found>runCommand(to -> new ScoringEntity.Find(new WorkerId(worker), to))
        .reply()
        .where();
  }

  @Test
  void idleWorkers_comeWithTheGpusThatAreTheirOwn() {
    heard("w-2");
    clock.pass(Duration.ofSeconds(1));
    heard("w-1", "w-2");

    var idle = ledger.<Idle>runCommand(to -> new ScoringEntity.GetIdle("cpu_matrix", to)).reply();

    assertThat(idle.workers())
        .containsExactly(
            new Candidate(W1, List.of()),
            new Candidate(new WorkerId("w-2"), Samples.profile("w-2").host().gpus()));
  }

  @Test
  void workersThatCanDoVersion2_areIdleToo_andSaySo() {
    var reports =
        List.of(
            report("w-1", "cpu_matrix", "matmul_exact_v2"),
            report("w-2", "matmul_exact_v2"),
            report("w-3", "something_else"));
    ledger.<ScoringEntity.Taken>runCommand(
        to -> new ScoringEntity.Heartbeat(new HeartbeatReport(reports), to));

    var idle = ledger.<Idle>runCommand(to -> new ScoringEntity.GetIdle("cpu_matrix", to)).reply();

    assertThat(idle.workers())
        .extracting(Candidate::worker)
        .containsExactly(W1, new WorkerId("w-2"));
    assertThat(idle.workers())
        .extracting(Candidate::skill)
        .containsExactly(Candidate.Skill.BOTH, Candidate.Skill.EXACT);
  }

  private static WorkerReport report(String worker, String... capabilities) {
    var usual = Samples.report(worker);
    var profile = usual.profile();
    return new WorkerReport(
        usual.id(),
        new WorkerProfile(
            profile.name(),
            profile.version(),
            new TreeSet<>(List.of(capabilities)),
            profile.host()),
        usual.usage());
  }

  @Test
  void lease_isBegunOnce_andTheSameTermsAgainAreTheSameLease() {
    heard("w-1");
    var until = clock.instant().plusSeconds(3_600);

    var begun = (Begun) lend("l-1", until);
    clock.pass(Duration.ofSeconds(7));

    assertThat(lend("l-1", until)).isEqualTo(new Held(begun.lease()));
    assertThat(lend("l-1", until.plusSeconds(1)))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.why()).isEqualTo(Refusal.LEASE_ID_TAKEN));
  }

  @Test
  void lease_isRenewedAndEnded() {
    heard("w-1");
    lend("l-1", clock.instant().plusSeconds(60));
    var id = new LeaseId("l-1");
    var later = clock.instant().plusSeconds(120);

    assertThat(changed(to -> new ScoringEntity.Renew(id, later, to)))
        .isInstanceOfSatisfying(
            Held.class, held -> assertThat(held.lease().until()).isEqualTo(later));
    clock.pass(Duration.ofSeconds(1));
    assertThat(changed(to -> new ScoringEntity.End(id, to)))
        .isInstanceOfSatisfying(
            Held.class, held -> assertThat(held.lease().until()).isEqualTo(clock.instant()));
  }

  @Test
  void everythingThatScoresAreMadeOf_survivesARestart() {
    heard("w-1");
    lend("l-1", clock.instant().plusSeconds(3_600));
    var before = assessed();

    ledger.restart();

    assertThat(assessed()).isEqualTo(before);
    assertThat(before.score().total().toDouble()).isEqualTo(1.0);
    assertThat(before.sequence()).isEqualTo(3);
  }

  @Test
  void standing_showsWorkersAndLeases() {
    heard("w-1", "w-2");
    lend("l-1", clock.instant().plusSeconds(3_600));

    var standing =
        ledger
            .<Standing>runCommand(
                to -> new ScoringEntity.GetStanding(basis(), MinerEvidence.NONE, to))
            .reply();

    assertThat(standing.workers()).hasSize(2).allMatch(ScoringEntity.WorkerStanding::online);
    assertThat(standing.leases()).hasSize(1);
    assertThat(standing.workers().getFirst().usage().cpu().value()).isEqualTo(0.25);
  }

  private EventSourcedBehaviorTestKit.CommandResultWithReply<
          Command, MinerLedger.Event, MinerLedger, Taken>
      heard(String... workers) {
    return ledger.runCommand(to -> new ScoringEntity.Heartbeat(Samples.heartbeat(workers), to));
  }

  private LeaseReply lend(String id, Instant until) {
    var terms =
        new LeaseTerms(
            new LeaseId(id),
            W1,
            Label.of("test"),
            LeaseScore.of(1),
            new LeaseTerms.AtOnce(),
            until);
    return changed(to -> new ScoringEntity.Lend(terms, to));
  }

  private LeaseReply changed(Function<ActorRef<LeaseReply>, Command> command) {
    return ledger.runCommand(command).reply();
  }

  private List<WorkerId> idle(String capability) {
    return ledger
        .<Idle>runCommand(to -> new ScoringEntity.GetIdle(capability, to))
        .reply()
        .workers()
        .stream()
        .map(Candidate::worker)
        .toList();
  }

  private Assessment assessed() {
    return ledger
        .<Assessment>runCommand(to -> new ScoringEntity.Assess(basis(), MinerEvidence.NONE, to))
        .reply();
  }

  private ScoreBasis basis() {
    var served = BucketWindow.of(List.of(Bucket.at(clock.instant())));
    return new ScoreBasis(ScoringPolicy.DEFAULT, served, clock.instant());
  }
}
