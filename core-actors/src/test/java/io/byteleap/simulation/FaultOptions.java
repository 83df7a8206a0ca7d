package io.byteleap.simulation;

import io.byteleap.domain.units.Ratio;
import java.time.Duration;

/// Everything that goes wrong in a world. Shares of messages are of each message by itself; what
/// happens so often a day happens so often to each node, link or service by itself.
public record FaultOptions(
    Messages messages,
    Outages linkCuts,
    Outages validatorCrashes,
    Outages minerCrashes,
    Outages workerFailures,
    Outages serviceOutages,
    Clocks clocks,
    Peers peers) {
  /// What links between miners and validators do to messages: the share of `lost` ones, of those
  /// that arrive `twice`, of those that are `heldBack` (and so overtaken) for up to `heldBackMax`,
  /// and how long the way takes otherwise.
  public record Messages(
      Ratio lost, Ratio twice, Ratio heldBack, Duration heldBackMax, Duration delayMax) {
    public Messages {
      if (!delayMax.isPositive() || heldBackMax.isNegative()) {
        throw new IllegalArgumentException("delays must be positive");
      }
    }
  }

  /// How often a day on the average (at most 1,000 times), and how long at most.
  public record Outages(double perDay, Duration lengthMax) {
    static final Outages NONE = new Outages(0, Duration.ofMinutes(1));
    private static final double PER_DAY_MAX = 1_000;

    public Outages {
      if (!(perDay >= 0 && perDay <= PER_DAY_MAX) || !lengthMax.isPositive()) {
        throw new IllegalArgumentException("no outages: " + perDay + " a day, " + lengthMax);
      }
    }
  }

  /// How wrong clocks are: by how much at the beginning, and how many millionths they run fast or
  /// slow.
  public record Clocks(Duration offsetMax, int driftPpmMax) {
    static final Clocks RIGHT = new Clocks(Duration.ZERO, 0);

    public Clocks {
      if (offsetMax.isNegative() || driftPpmMax < 0 || driftPpmMax > 100_000) {
        throw new IllegalArgumentException("no clocks: " + offsetMax + ", " + driftPpmMax);
      }
    }
  }

  /// The share of `slow` workers, which take up to `slownessMax` longer for everything, of lying
  /// workers, which compute nothing and claim that they did, and of lying miners, which repeat old
  /// packages and answer for workers that were not asked.
  public record Peers(Ratio slow, Duration slownessMax, Ratio lyingWorkers, Ratio lyingMiners) {
    static final Peers GOOD = new Peers(Ratio.NONE, Duration.ZERO, Ratio.NONE, Ratio.NONE);

    public Peers {
      if (slownessMax.isNegative()) {
        throw new IllegalArgumentException("slowness below 0: " + slownessMax);
      }
    }
  }

  /// Nothing goes wrong.
  public static final FaultOptions NONE =
      new FaultOptions(
          new Messages(Ratio.NONE, Ratio.NONE, Ratio.NONE, Duration.ZERO, Duration.ofMillis(200)),
          Outages.NONE,
          Outages.NONE,
          Outages.NONE,
          Outages.NONE,
          Outages.NONE,
          Clocks.RIGHT,
          Peers.GOOD);

  /// What a good week on the internet looks like.
  public static final FaultOptions MILD =
      new FaultOptions(
          new Messages(
              new Ratio(0.002),
              new Ratio(0.001),
              new Ratio(0.005),
              Duration.ofSeconds(20),
              Duration.ofMillis(400)),
          new Outages(1, Duration.ofMinutes(5)),
          new Outages(0.5, Duration.ofMinutes(3)),
          new Outages(0.5, Duration.ofMinutes(5)),
          new Outages(1, Duration.ofMinutes(30)),
          new Outages(0.5, Duration.ofMinutes(10)),
          new Clocks(Duration.ofSeconds(2), 50),
          new Peers(new Ratio(0.05), Duration.ofSeconds(20), new Ratio(0.02), new Ratio(0.02)));

  /// What no week should look like.
  public static final FaultOptions HARSH =
      new FaultOptions(
          new Messages(
              new Ratio(0.05),
              new Ratio(0.03),
              new Ratio(0.05),
              Duration.ofMinutes(2),
              Duration.ofSeconds(5)),
          new Outages(12, Duration.ofMinutes(20)),
          new Outages(24, Duration.ofMinutes(10)),
          new Outages(12, Duration.ofMinutes(10)),
          new Outages(12, Duration.ofMinutes(60)),
          new Outages(24, Duration.ofMinutes(20)),
          new Clocks(Duration.ofSeconds(90), 500),
          new Peers(new Ratio(0.2), Duration.ofSeconds(90), new Ratio(0.2), new Ratio(0.2)));

  FaultOptions with(Messages other) {
    return new FaultOptions(
        other,
        linkCuts,
        validatorCrashes,
        minerCrashes,
        workerFailures,
        serviceOutages,
        clocks,
        peers);
  }

  FaultOptions with(Clocks other) {
    return new FaultOptions(
        messages,
        linkCuts,
        validatorCrashes,
        minerCrashes,
        workerFailures,
        serviceOutages,
        other,
        peers);
  }

  FaultOptions with(Peers other) {
    return new FaultOptions(
        messages,
        linkCuts,
        validatorCrashes,
        minerCrashes,
        workerFailures,
        serviceOutages,
        clocks,
        other);
  }
}
