package io.byteleap.simulation;

import io.byteleap.domain.units.Ratio;
import io.byteleap.simulation.FaultOptions.Clocks;
import io.byteleap.simulation.FaultOptions.Messages;
import io.byteleap.simulation.FaultOptions.Peers;
import io.byteleap.simulation.Scenario.Size;
import io.byteleap.simulation.World.Stopped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Makes a run that breaks a rule shorter, as long as it still breaks the same rule: it ends
/// sooner, has fewer members, and as few faults as are needed, which are found by halves and then
/// by smaller parts.
///
/// Paper: A. Zeller, R. Hildebrandt, Simplifying and isolating failure-inducing input, 2002.
public final class Minimiser {
  private static final Duration LENGTH_MIN = Duration.ofMinutes(2);

  private final Population.Founder founder;
  private final Supplier<Machines> machines;
  private final int runsMax;
  private Breach shortest;
  private int runs;

  private Minimiser(
      Population.Founder founder, Supplier<Machines> machines, Breach breach, int runsMax) {
    this.founder = founder;
    this.machines = machines;
    this.shortest = breach;
    this.runsMax = runsMax;
  }

  /// The shortest run that was found in `runsMax` runs at most; each runs on new `machines`.
  public static Breach shorten(Breach breach, Supplier<Machines> machines, int runsMax) {
    return shorten(breach, machines, DomainPopulation::new, runsMax);
  }

  /// The same for a run with nodes of `founder`'s.
  public static Breach shorten(
      Breach breach, Supplier<Machines> machines, Population.Founder founder, int runsMax) {
    var minimiser = new Minimiser(founder, machines, breach, runsMax);
    Breach before;
    do {
      before = minimiser.shortest;
      minimiser.pass();
    } while (!minimiser.shortest.equals(before) && minimiser.runs < runsMax);
    return minimiser.shortest;
  }

  private void pass() {
    simpler(shortest.scenario()).forEach(this::attempt);
    spareFaults();
    endSooner();
  }

  /// Whether the run still breaks the same rule; if so it is the shortest one from now on.
  private boolean attempt(Scenario scenario) {
    if (runs >= runsMax) {
      return false;
    }
    runs++;
    if (World.run(scenario, machines.get(), founder, _ -> {}) instanceof Stopped(var breach)
        && breach.invariant() == shortest.invariant()) {
      shortest = breach;
      return true;
    }
    return false;
  }

  private static Stream<Scenario> simpler(Scenario from) {
    var size = from.size();
    var faults = from.faults();
    var none = FaultOptions.NONE;
    return Stream.of(
            from.with(new Size(1, size.miners(), size.workers())),
            from.with(new Size(size.validators(), 1, size.workers())),
            from.with(new Size(size.validators(), size.miners(), 1)),
            from.with(new Size(1, 1, 1)),
            from.with(none),
            from.with(faults.with(none.messages())),
            from.with(faults.with(quiet(faults.messages()))),
            from.with(faults.with(Clocks.RIGHT)),
            from.with(faults.with(Peers.GOOD)))
        .filter(other -> !other.equals(from));
  }

  private static Messages quiet(Messages messages) {
    return new Messages(
        Ratio.NONE, messages.twice(), Ratio.NONE, Duration.ZERO, messages.delayMax());
  }

  /// Leaves out planned faults, in parts that become smaller.
  private void spareFaults() {
    var all = remaining();
    for (int part = all.size(); part >= 1 && runs < runsMax; part = part / 2) {
      for (int from = 0; from < all.size(); from += part) {
        var spared = new TreeSet<>(shortest.scenario().spared());
        spared.addAll(all.subList(from, Math.min(all.size(), from + part)));
        if (spared.size() > shortest.scenario().spared().size()) {
          attempt(shortest.scenario().sparing(spared));
        }
      }
    }
  }

  private List<Integer> remaining() {
    var scenario = shortest.scenario();
    var numbers = new ArrayList<Integer>();
    for (Fault fault : Fault.plan(scenario)) {
      if (fault.from() > shortest.at().toMillis()) {
        continue;
      }
      if (!scenario.spared().contains(fault.number())) {
        numbers.add(fault.number());
      }
    }
    return numbers;
  }

  /// Faults are planned up to a share of the length, so that a shorter run is another one, and may
  /// break the rule or not.
  private void endSooner() {
    var length = shortest.at().multipliedBy(5).dividedBy(4).plusSeconds(1);
    while (length.compareTo(LENGTH_MIN) > 0
        && length.compareTo(shortest.scenario().length()) < 0
        && attempt(shortest.scenario().lasting(length))) {
      length = shortest.at().multipliedBy(5).dividedBy(4).plusSeconds(1);
    }
  }
}
