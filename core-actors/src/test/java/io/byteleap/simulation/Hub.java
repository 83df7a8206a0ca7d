package io.byteleap.simulation;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.RandomUuid;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.LeasePublication;
import io.byteleap.domain.lease.LeasePublication.Others;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.lease.LeaseTerms;
import io.byteleap.domain.units.Label;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// The marketplace's hub: it knows which workers are rented for how much, and says so to whoever
/// listens: changes at once, and everything now and then and to whoever has just come back. What it
/// says comes in order, or the listener is not connected.
public final class Hub {
  private static final Label SOURCE = Label.of("meshhub");
  private static final long WAY_MILLIS = 50;
  private static final long RECONNECT_MILLIS = 5_000;

  /// Of one worker: what its lease is worth; nothing when it is idle.
  public record Word(WorkerNode worker, LeaseScore score) {}

  private final World world;
  private final RandomGenerator random;
  private final List<LeaseScore> scores = new ArrayList<>();
  private int outages;

  Hub(World world) {
    this.world = world;
    this.random = world.chance("hub");
  }

  void begin() {
    var leases = world.scenario().pace().leases();
    for (Miner miner : world.subnet().miners()) {
      for (WorkerNode worker : miner.workers()) {
        boolean rented =
            random.nextDouble()
                < (double) leases.rentalMean().toMillis()
                    / (leases.rentalMean().toMillis() + leases.idleMean().toMillis());
        scores.add(rented ? drawn() : LeaseScore.NONE);
        change(miner, worker);
      }
    }
    world.every(
        leases.publication().toMillis() / 2,
        leases.publication().toMillis(),
        "hub",
        () -> world.subnet().validators().forEach(this::sayAll));
  }

  private LeaseScore drawn() {
    return random.nextInt(3) == 0
        ? new LeaseScore(1 + random.nextInt(LeaseScore.WHOLE))
        : new LeaseScore(LeaseScore.WHOLE);
  }

  /// Arranges for the next time that a worker is rented or given back.
  private void change(Miner miner, WorkerNode worker) {
    var leases = world.scenario().pace().leases();
    boolean rented = isRented(worker);
    double mean = (rented ? leases.rentalMean() : leases.idleMean()).toMillis();
    long millis = 1 + (long) (-Math.log(1 - random.nextDouble()) * mean);
    world.after(
        millis,
        "hub",
        worker,
        () -> {
          scores.set(worker.index(), isRented(worker) ? LeaseScore.NONE : drawn());
          world
              .subnet()
              .validators()
              .forEach(one -> say(one, miner, List.of(word(worker)), Others.UNSAID));
          change(miner, worker);
        });
  }

  private boolean isRented(WorkerNode worker) {
    return !scores.get(worker.index()).equals(LeaseScore.NONE);
  }

  private Word word(WorkerNode worker) {
    return new Word(worker, scores.get(worker.index()));
  }

  void sayAll(Validator validator) {
    for (Miner miner : world.subnet().miners()) {
      say(validator, miner, miner.workers().stream().map(this::word).toList(), Others.IDLE);
    }
  }

  private void say(Validator validator, Miner miner, List<Word> words, Others others) {
    if (outages == 0 && validator.isUp()) {
      int life = validator.life();
      world.after(
          WAY_MILLIS,
          "hub",
          words.size() == 1 ? words.getFirst() : "all leases of " + miner.hotkey(),
          () -> {
            if (validator.isAlive(life)) {
              validator.published(miner, words, others);
            }
          });
    }
  }

  /// A validator that has just started connects after a moment.
  public void connect(Validator validator) {
    int life = validator.life();
    world.after(
        RECONNECT_MILLIS,
        "hub",
        "a validator connects",
        () -> {
          if (validator.isAlive(life)) {
            sayAll(validator);
          }
        });
  }

  /// What a validator makes of the hub's words: leases that last until `until`.
  public static LeasePublication publication(
      List<Word> words, Others others, Instant until, RandomGenerator random) {
    var leased = new ArrayList<LeaseTerms>();
    var idle = new TreeSet<WorkerId>();
    for (Word word : words) {
      if (word.score().equals(LeaseScore.NONE)) {
        idle.add(word.worker().id());
      } else {
        leased.add(
            new LeaseTerms(
                new LeaseId("hub-" + RandomUuid.draw(random)),
                word.worker().id(),
                SOURCE,
                word.score(),
                new LeaseTerms.AtOnce(),
                until));
      }
    }
    return new LeasePublication(SOURCE, leased, idle, others);
  }

  void goAway() {
    outages++;
  }

  void comeBack() {
    outages--;
    world.subnet().validators().forEach(this::connect);
  }
}
