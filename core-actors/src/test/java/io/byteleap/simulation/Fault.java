package io.byteleap.simulation;

import io.byteleap.simulation.FaultOptions.Outages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Something that is planned to go wrong: what, to whom (`who`, and for a link the validator
/// `other`), from when until when, in milliseconds of the world.
record Fault(int number, Kind kind, int who, int other, long from, long until) {
  enum Kind {
    LINK_CUT,
    /// Between two messages.
    VALIDATOR_CRASH,
    /// After something was stored, before it was answered.
    VALIDATOR_CRASH_UNANSWERED,
    MINER_CRASH,
    WORKER_FAILURE,
    CHAIN_AWAY,
    HUB_AWAY,
    GATEWAY_AWAY
  }

  private static final long DAY = Duration.ofDays(1).toMillis();

  /// All that goes wrong in a run, each with its number.
  static List<Fault> plan(Scenario scenario) {
    var planning = new Planning(scenario);
    var size = scenario.size();
    var faults = scenario.faults();
    for (int v = 0; v < size.validators(); v++) {
      planning.draw(Kind.VALIDATOR_CRASH, half(faults.validatorCrashes()), v, 0);
      planning.draw(Kind.VALIDATOR_CRASH_UNANSWERED, half(faults.validatorCrashes()), v, 0);
    }
    for (int m = 0; m < size.miners(); m++) {
      planning.draw(Kind.MINER_CRASH, faults.minerCrashes(), m, 0);
      for (int v = 0; v < size.validators(); v++) {
        planning.draw(Kind.LINK_CUT, faults.linkCuts(), m, v);
      }
    }
    for (int w = 0; w < size.miners() * size.workers(); w++) {
      planning.draw(Kind.WORKER_FAILURE, faults.workerFailures(), w, 0);
    }
    for (Kind kind : new Kind[] {Kind.CHAIN_AWAY, Kind.HUB_AWAY, Kind.GATEWAY_AWAY}) {
      planning.draw(kind, faults.serviceOutages(), 0, 0);
    }
    return planning.faults;
  }

  private static Outages half(Outages outages) {
    return new Outages(outages.perDay() / 2, outages.lengthMax());
  }

  private static final class Planning {
    private final List<Fault> faults = new ArrayList<>();
    private final Scenario scenario;

    Planning(Scenario scenario) {
      this.scenario = scenario;
    }

    /// Times between outages are exponential, so that they come whenever they like.
    void draw(Kind kind, Outages outages, int who, int other) {
      if (outages.perDay() == 0) {
        return;
      }
      var random = Chance.of(scenario.seed(), kind + " " + who + " " + other);
      long end = scenario.faultsUntil().toMillis();
      double mean = DAY / outages.perDay();
      long at = 0;
      while (true) {
        at += 1 + (long) (-Math.log(1 - random.nextDouble()) * mean);
        if (at >= end) {
          return;
        }
        long until = at + 1 + random.nextLong(outages.lengthMax().toMillis());
        faults.add(new Fault(faults.size(), kind, who, other, at, Math.min(until, end)));
        at = until;
      }
    }
  }
}
