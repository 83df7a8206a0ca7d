package io.byteleap.localnet;

import io.byteleap.localnet.Snapshot.ChallengeRow;
import io.byteleap.localnet.Snapshot.ScoreRow;
import io.byteleap.localnet.Snapshot.WorkerRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the network has done so far in this run, and what is still missing of what it must do. One
/// thread.
final class Achievements {
  private final Plan plan;
  private final long firstBlock;
  private final Set<String> registered = new HashSet<>();
  private final Set<String> paidIdle = new HashSet<>();
  private Optional<ScoreRow> leaseScored = Optional.empty();
  private long firstRound = -1;
  private long weightsBlock;

  /// `firstBlock` is the chain's head when the run began: older weights are not this run's.
  Achievements(Plan plan, long firstBlock) {
    this.plan = plan;
    this.firstBlock = firstBlock;
  }

  void take(Snapshot now) {
    if (!now.isFresh()) {
      return;
    }
    now.workers().stream().filter(WorkerRow::online).map(WorkerRow::name).forEach(registered::add);
    now.workers().stream()
        .filter(worker -> worker.leaseScore() == 0 && worker.score() > 0)
        .map(WorkerRow::name)
        .forEach(paidIdle::add);
    takeScores(now);
    weightsBlock = Math.max(weightsBlock, now.chain().weightsBlock());
  }

  /// Only rounds that were scored in this run count: the first that is seen may be an older one.
  private void takeScores(Snapshot now) {
    for (ScoreRow score : now.scores()) {
      if (firstRound < 0) {
        firstRound = score.round();
      }
      boolean leased =
          now.workerNamed(rented())
              .filter(worker -> worker.hotkey().equals(score.hotkey()))
              .isPresent();
      if (leased && score.score() > 0 && (score.round() > firstRound || firstRound == 1)) {
        leaseScored = Optional.of(score);
      }
    }
  }

  /// Name of the worker that is rented.
  private String rented() {
    return plan.workers().getFirst().name();
  }

  Optional<ScoreRow> leaseScored() {
    return leaseScored;
  }

  long weightsBlock() {
    return weightsBlock;
  }

  /// What the network had to do and did not, a line each.
  List<String> missing(Snapshot last, Tally tally) {
    List<String> missing = new ArrayList<>();
    for (Member worker : plan.workers()) {
      if (!registered.contains(worker.name())) {
        missing.add(worker.name() + " was never online at the validator");
      } else if (verified(worker, last, tally) == 0) {
        missing.add(
            "no challenge "
                + Plan.versionOf(worker).text()
                + " of "
                + worker.name()
                + " was verified");
      }
    }
    for (ChallengeRow challenge : tally.failed()) {
      missing.add(
          "challenge "
              + challenge.id()
              + " of "
              + Names.ofWorker(challenge.workerId(), last)
              + " failed: "
              + challenge.failure());
    }
    if (leaseScored.isEmpty()) {
      missing.add("the lease of " + rented() + " was not scored");
    }
    paidIdle.forEach(worker -> missing.add(worker + " scored without a lease"));
    if (weightsBlock <= firstBlock) {
      missing.add("no weights were submitted to the chain");
    }
    return missing;
  }

  /// Of the version that the worker is to do; of either where it shows a GPU, for which it may have
  /// no engine.
  private static int verified(Member worker, Snapshot last, Tally tally) {
    return last.workerNamed(worker.name()).map(row -> verified(worker, row, tally)).orElse(0);
  }

  private static int verified(Member worker, WorkerRow row, Tally tally) {
    var count = tally.of(row.workerId());
    return row.machine().gpus().isEmpty()
        ? count.verified(Plan.versionOf(worker))
        : count.verified();
  }
}
