package io.byteleap.simulation;

import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.UnitProof;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.challenge.Work.CpuWork;
import io.byteleap.domain.hardware.CpuFacts;
import io.byteleap.domain.hardware.HostFacts;
import io.byteleap.domain.hardware.HostUsage;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.presence.HeartbeatReport.WorkerReport;
import io.byteleap.domain.presence.WorkerProfile;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.HonestWorker;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// A worker: there or not, quick or slow, honest or not.
public final class WorkerNode {
  private static final int CORES = 64;
  private static final int MEMORY_MIB = 257_652;
  private static final int DISK_GIB = 1_800;

  /// What a worker does with work.
  public enum Manner {
    HONEST,
    /// Computes with another seed.
    OTHER_WORK,
    /// Commits to one thing and opens another.
    OTHER_TREE,
    /// Opens less than it was asked to.
    TOO_LITTLE
  }

  private final int index;
  private final WorkerId id;
  private final WorkerReport report;
  private final Manner manner;
  private final long slownessMillis;
  private final RandomGenerator random;
  private int failures;

  WorkerNode(World world, int index) {
    this.index = index;
    this.id = new WorkerId("w-" + index);
    this.random = world.chance("worker " + index);
    var peers = world.scenario().faults().peers();
    boolean lies = random.nextDouble() < peers.lyingWorkers().value();
    this.manner = lies ? Manner.values()[1 + random.nextInt(3)] : Manner.HONEST;
    this.slownessMillis =
        random.nextDouble() < peers.slow().value()
            ? random.nextLong(1 + peers.slownessMax().toMillis())
            : 0;
    this.report = new WorkerReport(id, profile(id.value()), HostUsage.UNKNOWN);
  }

  private static WorkerProfile profile(String name) {
    var host =
        new HostFacts(new CpuFacts(Label.of("EPYC"), CORES), MEMORY_MIB, DISK_GIB, List.of());
    return new WorkerProfile(
        Label.of(name), Label.of("0.1.0"), new TreeSet<>(Set.of(WorkerProfile.CPU_MATRIX)), host);
  }

  public int index() {
    return index;
  }

  public WorkerId id() {
    return id;
  }

  public WorkerReport report() {
    return report;
  }

  public boolean isHonest() {
    return manner == Manner.HONEST;
  }

  public boolean isUp() {
    return failures == 0;
  }

  void fail() {
    failures++;
  }

  void comeBack() {
    failures--;
  }

  /// How long it takes for a task that takes others `usual` at most.
  public long takesMillis(Duration usual) {
    return 1 + random.nextLong(usual.toMillis()) + slownessMillis;
  }

  /// What it commits to.
  public Commitment commits(ChallengeSpec spec) {
    return works(spec).commitment();
  }

  /// What it opens of what it was asked.
  public Proof opens(ChallengeSpec spec, List<UnitTargets> targets) {
    var proof =
        manner == Manner.OTHER_TREE
            ? new HonestWorker(spec).opens(targets)
            : works(spec).opens(targets);
    return manner == Manner.TOO_LITTLE ? lessOf(proof) : proof;
  }

  private HonestWorker works(ChallengeSpec spec) {
    var asked = ((CpuWork) spec.work()).matrix();
    return switch (manner) {
      case HONEST, TOO_LITTLE -> new HonestWorker(asked);
      case OTHER_WORK, OTHER_TREE -> new HonestWorker(other(asked));
    };
  }

  /// Another matrix than the one that was ordered, always the same one.
  private static MatrixSpec other(MatrixSpec asked) {
    String hex = asked.seed().hex();
    char first = hex.charAt(0) == '0' ? '1' : '0';
    return new MatrixSpec(
        new MatrixSeed(first + hex.substring(1)), asked.size(), asked.iterations());
  }

  private static Proof lessOf(Proof proof) {
    var unit = proof.units().getFirst();
    int kept = unit.rowHashes().size() - 1;
    return new Proof(
        List.of(
            new UnitProof(
                unit.unit(),
                unit.rowHashes().subList(0, kept),
                unit.paths().subList(0, kept),
                unit.values())));
  }

  @Override
  public String toString() {
    return id + (isHonest() ? "" : " (" + manner + ")");
  }
}
