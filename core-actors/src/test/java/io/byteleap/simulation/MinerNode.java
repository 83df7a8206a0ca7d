package io.byteleap.simulation;

import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.presence.HeartbeatReport;
import io.byteleap.domain.presence.HeartbeatReport.WorkerReport;
import io.byteleap.simulation.Counts.Counted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A miner: it reports its workers, fetches challenges for them, and forgets everything when it
/// crashes.
final class MinerNode implements Miner {
  private final World world;
  private final int index;
  private final Hotkey hotkey;
  private final List<WorkerNode> workers;
  private final SimClock clock;
  private final RandomGenerator random;
  private final boolean lies;
  private final List<Correspondence> validators = new ArrayList<>();
  private HeartbeatReport report = new HeartbeatReport(List.of());
  private boolean changed = true;
  private long untilLost;
  private int crashes;
  private int life;

  MinerNode(World world, int index, List<WorkerNode> workers) {
    this.world = world;
    this.index = index;
    this.hotkey = new Hotkey("miner-" + index);
    this.workers = List.copyOf(workers);
    this.random = world.chance("miner " + index);
    var faults = world.scenario().faults();
    this.clock = SimClock.draw(faults.clocks(), random);
    this.untilLost = drawnUntilLost();
    this.lies = random.nextDouble() < faults.peers().lyingMiners().value();
  }

  void meet(ValidatorNode validator) {
    validators.add(new Correspondence(world, this, validator));
  }

  @Override
  public void begin() {
    var peers = world.scenario().pace().peers();
    every(clock.real(peers.pulse()), this::pulse);
    every(clock.real(peers.poll()), this::poll);
    for (WorkerNode worker : workers) {
      every(clock.real(peers.enrolment()), () -> enrol(worker));
    }
    if (lies) {
      every(
          clock.real(peers.pulse().multipliedBy(7)),
          () -> validators.forEach(Correspondence::replay));
    }
  }

  private void every(long interval, Runnable duty) {
    world.every(
        1 + random.nextLong(interval),
        interval,
        hotkey.value(),
        () -> {
          if (isUp()) {
            duty.run();
          }
        });
  }

  private void pulse() {
    report = heard();
    if (report.workers().isEmpty()) {
      return;
    }
    var beat = new Call.Heartbeat(report);
    for (Correspondence validator : validators) {
      world.counts().add(Counted.HEARTBEATS);
      validator.call(beat, _ -> {});
    }
  }

  /// The workers of which at least one of two heartbeats came since the last report.
  private HeartbeatReport heard() {
    boolean someLost = untilLost < workers.size();
    if (!someLost && !changed) {
      untilLost -= workers.size();
      return report;
    }
    var heard = new ArrayList<WorkerReport>(workers.size());
    for (WorkerNode worker : workers) {
      boolean lost = untilLost == 0;
      untilLost = lost ? drawnUntilLost() : untilLost - 1;
      if (worker.isUp() && !lost) {
        heard.add(worker.report());
      }
    }
    changed = someLost; // those that were lost are back next time
    return new HeartbeatReport(heard);
  }

  /// How many workers are heard until both heartbeats of one are lost.
  private long drawnUntilLost() {
    double lost = world.scenario().faults().messages().lost().value();
    return lost == 0
        ? Long.MAX_VALUE
        : (long) (Math.log(1 - random.nextDouble()) / Math.log1p(-lost * lost));
  }

  @Override
  public void changed(WorkerNode worker) {
    changed = true;
  }

  private void poll() {
    for (Correspondence validator : validators) {
      validator.call(
          new Call.Poll(),
          answer -> {
            if (answer.isPresent() && answer.get() instanceof Call.Collected(var specs)) {
              specs.forEach(spec -> take(spec, validator));
            }
          });
    }
  }

  private void take(ChallengeSpec spec, Correspondence validator) {
    find(spec.worker())
        .filter(WorkerNode::isUp)
        .ifPresent(worker -> new Courier(world, this, validator, worker, spec).begin());
  }

  private Optional<WorkerNode> find(io.byteleap.domain.identity.WorkerId id) {
    return workers.stream().filter(worker -> worker.id().equals(id)).findFirst();
  }

  private void enrol(WorkerNode worker) {
    if (worker.isUp()) {
      new Fetcher(world, this, worker, random).begin();
    }
  }

  /// Another worker of this miner, if there is one.
  Optional<WorkerNode> otherThan(WorkerNode worker) {
    return workers.stream().filter(other -> other != worker).findFirst();
  }

  @Override
  public void crash() {
    crashes++;
    life++;
    validators.forEach(Correspondence::forget);
  }

  @Override
  public void comeBack() {
    crashes--;
  }

  boolean isUp() {
    return crashes == 0;
  }

  int life() {
    return life;
  }

  /// Whether it still lives the life with this number.
  boolean isAlive(int number) {
    return isUp() && life == number;
  }

  @Override
  public boolean lies() {
    return lies;
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public Hotkey hotkey() {
    return hotkey;
  }

  @Override
  public List<WorkerNode> workers() {
    return workers;
  }

  SimClock clock() {
    return clock;
  }

  Instant clockNow() {
    return clock.show(world.now());
  }

  @Override
  public Link link(int validator) {
    return with(validator).link();
  }

  Correspondence with(int validator) {
    return validators.get(validator);
  }
}
