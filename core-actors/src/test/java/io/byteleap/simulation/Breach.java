package io.byteleap.simulation;

import java.time.Duration;
import java.util.List;

/// A rule was broken: in which run, when, how, and what had happened before.
public record Breach(
    Scenario scenario, Invariant invariant, Duration at, String says, List<String> lastEvents) {
  public Breach {
    lastEvents = List.copyOf(lastEvents);
  }

  /// For people: the seed, the rule, the last events.
  public String report() {
    return "seed %d, %s after %s: %s (%s)%n  %s"
        .formatted(
            scenario.seed(),
            invariant,
            at,
            says,
            invariant.says(),
            String.join(System.lineSeparator() + "  ", lastEvents));
  }
}
