package io.byteleap.loadtest;

import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.RandomUuid;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.Answer.ComputeChallenge;
import io.byteleap.wire.validator.Payload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The challenges of a scripted validator: those that a miner gets when it asks the next time, and
/// what became of the others. For many threads.
final class ChallengeBook {
  private static final MatrixSpec MATRIX =
      new MatrixSpec(new MatrixSeed("00112233445566778899aabbccddeeff"), 24, 1);
  private static final int TIMEOUT_SECONDS = 45;

  /// A challenge that was handed out, at `handedNanos` by this process's clock.
  record Handed(SimWorker worker, long handedNanos) {}

  private record Waiting(String id, SimWorker worker) {}

  private final RandomGenerator random;
  private final Map<Hotkey, ArrayDeque<Waiting>> waiting = new HashMap<>();
  private final Map<String, Handed> open = new HashMap<>();
  private final List<String> wrong = new ArrayList<>();
  private long lastHandedNanos;
  private long handed;
  private long proved;

  ChallengeBook(RandomGenerator random) {
    this.random = random;
  }

  /// One challenge for each of these workers, for when their miner asks.
  synchronized void offer(Hotkey miner, List<SimWorker> workers) {
    var queue = waiting.computeIfAbsent(miner, _ -> new ArrayDeque<>());
    workers.forEach(worker -> queue.add(new Waiting(RandomUuid.draw(random).toString(), worker)));
  }

  /// All that waits for this miner.
  synchronized List<ComputeChallenge> take(Hotkey miner) {
    var queue = waiting.getOrDefault(miner, new ArrayDeque<>());
    var challenges = new ArrayList<ComputeChallenge>();
    long now = System.nanoTime();
    while (!queue.isEmpty()) {
      var next = queue.remove();
      open.put(next.id(), new Handed(next.worker(), now));
      lastHandedNanos = now;
      handed++;
      challenges.add(
          new ComputeChallenge(
              next.id(),
              "cpu_matrix",
              ChallengeParts.write(MATRIX),
              TIMEOUT_SECONDS,
              next.worker().id()));
    }
    return challenges;
  }

  /// Whether the commitment is the one of the worker that the challenge was for.
  synchronized Answer committed(Payload.CommitmentData commitment) {
    var handedOut = open.get(commitment.challengeId());
    boolean isRight =
        handedOut != null
            && commitment.workerId().equals(handedOut.worker().id())
            && commitment.commitments().size() == 1
            && commitment.commitments().getFirst().root().hex().equals(handedOut.worker().root());
    if (!isRight) {
      wrong.add("commitment for " + commitment.challengeId() + " by " + commitment.workerId());
      return new Answer.Failed("not this worker's commitment", 1006);
    }
    return new Answer.ProofRequests(List.of(UnitTargets.rowsOfCpu(List.of(0, 3))));
  }

  synchronized Answer proved(Payload.ProofData proof) {
    if (open.remove(proof.challengeId()) == null) {
      wrong.add("proof for " + proof.challengeId());
    } else {
      proved++;
    }
    return new Answer.ProofQueued(proof.challengeId());
  }

  /// When the last one was handed out, by this process's clock.
  synchronized long lastHandedNanos() {
    return lastHandedNanos;
  }

  synchronized long handed() {
    return handed;
  }

  synchronized long proved() {
    return proved;
  }

  /// Those handed out that were not proved.
  synchronized List<Handed> open() {
    return List.copyOf(open.values());
  }

  /// Whether every challenge has left the book.
  synchronized boolean isHandedOut() {
    return waiting.values().stream().allMatch(ArrayDeque::isEmpty);
  }

  /// What came to the wrong place, for people.
  synchronized List<String> wrong() {
    return List.copyOf(wrong);
  }
}
