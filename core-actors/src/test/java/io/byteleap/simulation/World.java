package io.byteleap.simulation;

import io.byteleap.simulation.Counts.Counted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.DoubleConsumer;
import java.util.random.RandomGenerator;

/// A network in one thread of simulated time. Events happen in the order of their times, and of
/// equal times in the order in which they were arranged; all chance comes from the seed; so a
/// run is repeated by its scenario alone.
public final class World {
  public static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  /// Events that are told when a rule was broken.
  private static final int LAST_EVENTS = 50;
  private static final int SHOWN_MAX = 240;
  private static final Object QUIET = new Object();
  private static final int STEPS_OF_PROGRESS = 200;

  /// What came of a run.
  public sealed interface Outcome {}

  /// Every rule held.
  public record Survived(Results results) implements Outcome {}

  /// One was broken, and the run stopped there.
  public record Stopped(Breach breach) implements Outcome {}

  /// `what` happens at `at`, to or by `who`.
  private record Event(long at, long number, String who, Object what, Runnable happening)
      implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }

    String shown() {
      String text = Duration.ofMillis(at) + " " + who + ": " + what;
      return text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "…" : text;
    }
  }

  private final Scenario scenario;
  private final Machines machines;
  private final Counts counts = new Counts();
  private final PriorityQueue<Event> queue = new PriorityQueue<>();
  private final Deque<Event> last = new ArrayDeque<>(LAST_EVENTS + 1);
  private final Auditor auditor;
  private final Population population;
  private final Subnet subnet;
  private long now;
  private long numbered;

  private World(Scenario scenario, Machines machines, Population.Founder founder) {
    this.scenario = scenario;
    this.machines = machines;
    this.auditor = new Auditor(this);
    this.population = founder.found(this);
    this.subnet = new Subnet(this, population);
  }

  public static Outcome run(Scenario scenario) {
    return run(scenario, Machines.REAL, _ -> {});
  }

  /// Runs `scenario` on `machines`; `progress` hears now and then which share is done.
  public static Outcome run(Scenario scenario, Machines machines, DoubleConsumer progress) {
    return run(scenario, machines, DomainPopulation::new, progress);
  }

  /// Runs `scenario` with nodes of `founder`'s.
  public static Outcome run(
      Scenario scenario, Machines machines, Population.Founder founder, DoubleConsumer progress) {
    var world = new World(scenario, machines, founder);
    try {
      world.live(progress);
      return new Survived(world.results());
    } catch (Broken broken) {
      return world.stopped(broken.invariant(), String.valueOf(broken.getMessage()));
    } catch (IllegalStateException | IllegalArgumentException bug) {
      return world.stopped(Invariant.NO_BUG, String.valueOf(bug));
    } finally {
      world.population.leave();
    }
  }

  private void live(DoubleConsumer progress) {
    long end = scenario.length().toMillis();
    long step = Math.max(1, end / STEPS_OF_PROGRESS);
    long told = 0;
    subnet.begin();
    population.settle();
    while (!queue.isEmpty() && queue.peek().at() <= end) {
      var event = queue.poll();
      now = event.at();
      if (event.what() != QUIET) {
        remember(event);
      }
      event.happening().run();
      population.settle();
      if (now >= told + step) {
        told = now;
        progress.accept((double) now / end);
      }
    }
    now = end;
    subnet.end();
    progress.accept(1);
  }

  private void remember(Event event) {
    counts.add(Counted.EVENTS);
    last.addLast(event);
    if (last.size() > LAST_EVENTS) {
      last.removeFirst();
    }
    if (isClose()
        && !(event.what() instanceof Call.Request request
            && request.call() instanceof Call.Heartbeat)) {
      auditor.tokens().shown(event.what());
    }
  }

  private Results results() {
    return subnet.results();
  }

  private Stopped stopped(Invariant invariant, String says) {
    List<String> events = new ArrayList<>();
    last.forEach(event -> events.add(event.shown()));
    return new Stopped(new Breach(scenario, invariant, Duration.ofMillis(now), says, events));
  }

  public Scenario scenario() {
    return scenario;
  }

  public Machines machines() {
    return machines;
  }

  public Counts counts() {
    return counts;
  }

  public Auditor auditor() {
    return auditor;
  }

  public Subnet subnet() {
    return subnet;
  }

  public boolean isClose() {
    return scenario.care() == Scenario.Care.CLOSE;
  }

  /// Milliseconds since the beginning.
  public long now() {
    return now;
  }

  /// A number that nothing else has.
  public long number() {
    return numbered++;
  }

  public RandomGenerator chance(String purpose) {
    return Chance.of(scenario.seed(), purpose);
  }

  /// Arranges that `happening` happens so many milliseconds from now.
  public void after(long millis, String who, Object what, Runnable happening) {
    queue.add(new Event(now + Math.max(0, millis), numbered++, who, what, happening));
  }

  /// The same, but nobody hears of it: for alarms that most often find nothing to do.
  public void quietly(long millis, Runnable happening) {
    queue.add(new Event(now + Math.max(0, millis), numbered++, "", QUIET, happening));
  }

  /// Remembers what has just happened beside the event of the moment.
  public void note(String who, Object what) {
    remember(new Event(now, numbered, who, what, () -> {}));
  }

  /// Lets `happening` happen again and again, beginning `first` milliseconds from now.
  public void every(long first, long interval, String who, Runnable happening) {
    after(
        first,
        who,
        "time passes",
        () -> {
          happening.run();
          every(interval, interval, who, happening);
        });
  }
}
