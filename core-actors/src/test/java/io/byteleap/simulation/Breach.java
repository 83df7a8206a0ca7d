package io.byteleap.simulation;

import java.time.Duration;
import java.util.List;

/// A rule was broken: in which run, when, how, and what had happened before.
public record Breach(
    Scenario scenario, Invariant invariant, Duration at, String says, List<String> lastEvents) {
  public Breach {
    lastEvents = List.copyOf(lastEvents);
  }

  /// For people: the seed and the size of the world, the rule, the last events.
  public String report() {
    var size = scenario.size();
    return "seed %d (%d validators, %d miners, %d workers each, %s, %d of the planned faults spared)"
            .formatted(
                scenario.seed(),
                size.validators(),
                size.miners(),
                size.workers(),
                scenario.length(),
                scenario.spared().size())
        + ", %s after %s: %s (%s)%n  %s"
            .formatted(
                invariant,
                at,
                says,
                invariant.says(),
                String.join(System.lineSeparator() + "  ", lastEvents));
  }
}
