package io.byteleap.localnet;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The network as it was found at one moment. While the validator does not answer, what it said
/// last stays, marked as not fresh.
record Snapshot(
    Instant at,
    Map<String, NodeState> nodes,
    boolean isFresh,
    List<WorkerRow> workers,
    List<ChallengeRow> challenges,
    List<LeaseRow> leases,
    List<ScoreRow> scores,
    ChainRow chain) {
  static final Snapshot NOTHING =
      new Snapshot(
          Instant.EPOCH,
          Map.of(),
          false,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          new ChainRow(0, 0, List.of()));

  /// One node: how its process is, and how much memory it holds. `detail` says what is missing
  /// while it is not ready.
  record NodeState(Life life, long pid, long rssMiB, String detail) {
    boolean isReady() {
      return life instanceof Ready;
    }

    boolean answers() {
      return life instanceof Ready || life instanceof Waiting;
    }
  }

  sealed interface Life {}

  /// Runs, and does not answer.
  record Silent() implements Life {}

  /// Answers, and waits for something that it depends on.
  record Waiting() implements Life {}

  record Ready() implements Life {}

  record Exited(int code) implements Life {}

  /// One worker as the validator sees it.
  record WorkerRow(
      String name,
      String workerId,
      String hotkey,
      boolean online,
      Machine machine,
      double leaseScore,
      double availability,
      double score) {}

  /// Memory in MiB, disk in GiB, usage in percent.
  record Machine(
      String cpu,
      long cpuCount,
      double cpuUsage,
      long memoryMiB,
      long memoryFreeMiB,
      long diskGiB,
      long diskFreeGiB,
      List<String> gpus) {}

  /// The two kinds of challenge that there are side by side.
  enum Version {
    V1,
    V2;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// `verdicts` is what was found of each unit, which only challenges of version 2 say.
  record ChallengeRow(
      String id,
      Version version,
      String workerId,
      String hotkey,
      String status,
      String verdicts,
      String failure,
      int size,
      Optional<Long> computeMillis,
      Instant createdAt) {
    boolean isOver() {
      return status.equals("verified") || status.equals("failed");
    }
  }

  record LeaseRow(
      String id, String workerId, String hotkey, String source, boolean active, Instant until) {}

  /// The score of one miner in the newest round.
  record ScoreRow(long round, String hotkey, double score) {}

  /// The chain itself: its head, the block of the validator's last weights (0: never), and these.
  record ChainRow(long head, long weightsBlock, List<WeightRow> weights) {}

  record WeightRow(String hotkey, int weight) {}

  Snapshot {
    nodes = Map.copyOf(nodes);
    workers = List.copyOf(workers);
    challenges = List.copyOf(challenges);
    leases = List.copyOf(leases);
    scores = List.copyOf(scores);
  }

  Optional<NodeState> node(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  boolean isReady(String node) {
    return node(node).filter(NodeState::isReady).isPresent();
  }

  Optional<WorkerRow> workerNamed(String name) {
    return workers.stream().filter(worker -> worker.name().equals(name)).findFirst();
  }

  Optional<WorkerRow> workerOf(String workerId) {
    return workers.stream().filter(worker -> worker.workerId().equals(workerId)).findFirst();
  }

  Optional<LeaseRow> activeLeaseOf(String workerId) {
    return leases.stream()
        .filter(lease -> lease.active() && lease.workerId().equals(workerId))
        .findFirst();
  }
}
