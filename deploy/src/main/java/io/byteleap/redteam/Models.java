package io.byteleap.redteam;

import io.byteleap.domain.exact.Envelope;
import io.byteleap.domain.exact.Envelope.Judged;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.PeakRate;
import io.byteleap.domain.exact.RoundTrip;
import io.byteleap.domain.units.Label;
import io.byteleap.validator.EnvelopeConfig;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Units of the models that a validator knows, in challenge v2: what they say they are decides
/// within which time they are credible, and what computes for them how long it takes.
final class Models {
  /// What units of 24 GB get, and units of 40 GB and more.
  private static final ExactShape MEDIUM = new ExactShape(81_920, 1);

  private static final ExactShape LARGE = new ExactShape(130_944, 1);

  /// What every model of the table can do in the time that is waited for a commitment.
  private static final ExactShape SMALL = new ExactShape(49_152, 1);

  private static final Duration LONGEST = Duration.ofSeconds(55);
  private static final double NANOS_A_TERA = 1e-3;

  /// Clocks beyond the promised one, and a way of up to so many seconds.
  private static final double BEST_SHARE = 1.25;

  private static final double WAY_MAX = 0.3;

  private Models() {}

  /// A unit of any model of the table, at any speed that one can have, is what it says.
  static Outcome honest(ExactArena arena, RandomGenerator random) {
    var known = EnvelopeConfig.builtIn().models();
    var entry = known.get(random.nextInt(known.size()));
    double least = Math.max(entry.rate().slowestShare(), shareThatTakes(LONGEST, entry.rate()));
    double share = random.nextDouble(least, BEST_SHARE);
    var way = Duration.ofNanos((long) (random.nextDouble(WAY_MAX) * 1e9));
    var took = time(SMALL, entry.rate(), share).plus(way);
    return play(arena, envelope(entry.model(), SMALL), RoundTrip.measured(way), took, random);
  }

  private static double shareThatTakes(Duration time, PeakRate rate) {
    return (double) time(SMALL, rate, 1).toNanos() / time.toNanos();
  }

  /// A T4 at a good rate says that it is an H100, and makes the way as long as it can.
  static Outcome slowAsFast(ExactArena arena, RandomGenerator random) {
    var way = RoundTrip.measured(Duration.ofMinutes(1));
    var took = time(LARGE, rate("T4"), random.nextDouble(0.6, 0.9));
    return play(arena, envelope("H100", LARGE), way, took, random);
  }

  /// An A100 says that it is an H100.
  static Outcome nearlyAsFast(ExactArena arena, RandomGenerator random) {
    var took = time(LARGE, rate("A100"), random.nextDouble(0.5, 0.8));
    return play(arena, envelope("H100", LARGE), new RoundTrip.Unknown(), took, random);
  }

  /// An H100 computes for a unit that says it is an RTX 3090, as fast as it was measured.
  static Outcome relayed(ExactArena arena, RandomGenerator random) {
    var took = time(MEDIUM, rate("H100"), random.nextDouble(0.55, 0.65));
    return play(arena, envelope("RTX 3090", MEDIUM), new RoundTrip.Unknown(), took, random);
  }

  /// An RTX 4090 computes for a unit that says it is an RTX 3090.
  static Outcome relayedNear(ExactArena arena, RandomGenerator random) {
    var took = time(MEDIUM, rate("RTX 4090"), random.nextDouble(0.4, 0.65));
    return play(arena, envelope("RTX 3090", MEDIUM), new RoundTrip.Unknown(), took, random);
  }

  private static Outcome play(
      ExactArena arena, Envelope envelope, RoundTrip way, Duration took, RandomGenerator random) {
    var timing = new ExactArena.Timing(envelope, way);
    return arena.play(ExactCheats.honest(ExactArena.shareOf(took), 0, 1), timing, random);
  }

  private static Envelope envelope(String model, ExactShape shape) {
    return EnvelopeConfig.builtIn().envelopes(Judged.BOTH).envelope(Label.of(model), shape);
  }

  private static PeakRate rate(String model) {
    return EnvelopeConfig.builtIn().models().stream()
        .filter(entry -> entry.model().equals(model))
        .map(EnvelopeConfig::rate)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("BUG: the table has no " + model));
  }

  /// How long `share` of the published rate takes.
  private static Duration time(ExactShape shape, PeakRate rate, double share) {
    double operations = 2.0 * shape.multiplyAdds();
    return Duration.ofNanos((long) (operations * NANOS_A_TERA / (rate.teraOps() * share)));
  }
}
