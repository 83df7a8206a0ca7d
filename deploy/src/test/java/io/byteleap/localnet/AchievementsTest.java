package io.byteleap.localnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.localnet.LocalnetConfig.JavaOptions;
import io.byteleap.localnet.Snapshot.ChainRow;
import io.byteleap.localnet.Snapshot.ChallengeRow;
import io.byteleap.localnet.Snapshot.Machine;
import io.byteleap.localnet.Snapshot.ScoreRow;
import io.byteleap.localnet.Snapshot.Version;
import io.byteleap.localnet.Snapshot.WorkerRow;
import io.byteleap.node.FreePorts;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AchievementsTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final JavaOptions OPTIONS = new JavaOptions("", "", "");
  private static final Site SITE = Site.of(Path.of("/h"), Path.of("/c"), Path.of("/d"));
  private static final Machine MACHINE =
      new Machine("EPYC", 2, 1, 24_000, 20_000, 250, 80, List.of());

  private final Plan plan =
      Plan.of(
          2,
          new Wallets(
              Path.of("/wallets"),
              Map.of("validator", Signers.ALICE.hotkey(), "miner-1", Signers.BOB.hotkey())),
          SITE,
          FreePorts.startingAnywhere(Seeds.generator(1)),
          OPTIONS);
  private final Achievements achievements = new Achievements(plan, 100);
  private final Tally tally = new Tally(T0);

  @Test
  void everythingDone_leavesNothingMissing() {
    achievements.take(snapshot(1, 0, 90));
    achievements.take(snapshot(2, 0.5, 105));
    tally.take(List.of(challenge("a", "id-1", "verified"), challenge("b", "id-2", "verified")));

    assertThat(achievements.missing(snapshot(2, 0.5, 105), tally)).isEmpty();
  }

  @Test
  void nothingDone_isNamedPieceByPiece() {
    assertThat(achievements.missing(Snapshot.NOTHING, tally))
        .containsExactly(
            "worker-1 was never online at the validator",
            "worker-2 was never online at the validator",
            "the lease of worker-1 was not scored",
            "no weights were submitted to the chain");
  }

  @Test
  void failedChallenge_andWorkerWithoutAnyVerified_areNamed() {
    var last = snapshot(2, 0.5, 105);
    achievements.take(snapshot(1, 0, 90));
    achievements.take(last);
    tally.take(List.of(challenge("a", "id-1", "verified"), challenge("b", "id-2", "failed")));

    assertThat(achievements.missing(last, tally))
        .containsExactly(
            "no challenge v2 of worker-2 was verified",
            "challenge b of worker-2 failed: proof_late");
  }

  @Test
  void workers_areToDoTheChallengesThatTheyKnow() {
    var last = snapshot(2, 0.5, 105);
    var mixed = new Achievements(plan.withOldWorkers(), 100);
    for (var each : List.of(achievements, mixed)) {
      each.take(snapshot(1, 0, 90));
      each.take(last);
    }
    tally.take(
        List.of(
            challenge("a", Version.V1, "id-1", "verified"),
            challenge("b", Version.V2, "id-2", "verified")));

    assertThat(mixed.missing(last, tally)).isEmpty();
    assertThat(achievements.missing(last, tally))
        .containsExactly("no challenge v2 of worker-1 was verified");
  }

  @Test
  void scoresAndWeightsOfAnEarlierRun_doNotCount() {
    achievements.take(snapshot(7, 0.5, 90));
    tally.take(List.of(challenge("a", "id-1", "verified"), challenge("b", "id-2", "verified")));

    assertThat(achievements.missing(snapshot(7, 0.5, 90), tally))
        .containsExactly(
            "the lease of worker-1 was not scored", "no weights were submitted to the chain");
  }

  @Test
  void idleWorkerThatScores_isNamed() {
    var worker = worker("worker-2", "id-2", 0, 0.1);
    achievements.take(snapshot(2, 0.5, 105, List.of(worker("worker-1", "id-1", 1, 0.5), worker)));

    assertThat(achievements.missing(Snapshot.NOTHING, tally))
        .contains("worker-2 scored without a lease");
  }

  private static Snapshot snapshot(long round, double score, long weightsBlock) {
    return snapshot(
        round,
        score,
        weightsBlock,
        List.of(worker("worker-1", "id-1", 1, score), worker("worker-2", "id-2", 0, 0)));
  }

  private static Snapshot snapshot(
      long round, double score, long weightsBlock, List<WorkerRow> workers) {
    return new Snapshot(
        T0,
        Map.of(),
        true,
        workers,
        List.of(),
        List.of(),
        List.of(new ScoreRow(round, "hotkey", score)),
        new ChainRow(120, weightsBlock, List.of()));
  }

  private static WorkerRow worker(String name, String id, double lease, double score) {
    return new WorkerRow(name, id, "hotkey", true, MACHINE, lease, score, score);
  }

  private static ChallengeRow challenge(String id, String worker, String status) {
    return challenge(id, Version.V2, worker, status);
  }

  private static ChallengeRow challenge(String id, Version version, String worker, String status) {
    return new ChallengeRow(
        id,
        version,
        worker,
        "hotkey",
        status,
        "",
        status.equals("failed") ? "proof_late" : "",
        1_000,
        status.equals("verified") ? Optional.of(500L) : Optional.empty(),
        T0);
  }
}
