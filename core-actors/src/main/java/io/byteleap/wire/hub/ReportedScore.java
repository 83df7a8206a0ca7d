package io.byteleap.wire.hub;

import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.units.Ratio;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.IsoTime;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/// One worker's score in a score report: the score, the two components that it may come from, and
/// what the challenge component was made of.
public record ReportedScore(
    WorkerKey key, Ratio score, LeaseScore lease, Ratio performance, Factors factors, Instant at) {
  private static final int DECIMALS = 6;

  /// `availability` 0 to 1; how many successful challenges count, and how many are expected; means
  /// of the successful ones: milliseconds a unit, units. All at least 0.
  public record Factors(
      Ratio availability,
      double participationBaseline,
      long participationCount,
      double meanMillis,
      double meanUnits,
      double rawPerformance) {
    public Factors {
      if (participationCount < 0
          || isNoQuantity(participationBaseline)
          || isNoQuantity(meanMillis)
          || isNoQuantity(meanUnits)
          || isNoQuantity(rawPerformance)) {
        throw new IllegalArgumentException("factors must be finite and at least 0");
      }
    }

    /// Of a worker that no challenge was given.
    public static Factors ofAvailability(Ratio availability) {
      return new Factors(availability, 0, 0, 0, 0, 0);
    }

    private static boolean isNoQuantity(double value) {
      return !(value >= 0) || Double.isInfinite(value);
    }
  }

  JsonObject toJson() {
    return JsonObject.builder()
        .put("workerKey", key.text())
        .put("score", sixDecimals(score.value()))
        .put("leaseScore", lease.toDouble())
        .put("perfScore", sixDecimals(performance.value()))
        .put(
            "factors",
            JsonObject.builder()
                .put("availability", factors.availability().value())
                .put("participationBaseline", factors.participationBaseline())
                .put("participationCount", factors.participationCount())
                .put("avgExecMs", factors.meanMillis())
                .put("avgExecGpus", factors.meanUnits())
                .put("rawPerfScore", factors.rawPerformance())
                .build())
        .put("calculatedAt", IsoTime.seconds(at))
        .build();
  }

  static ReportedScore read(JsonObject json) {
    var factors = json.object("factors");
    return new ReportedScore(
        WorkerKey.parse(json.text("workerKey")),
        new Ratio(json.number("score")),
        LeaseScore.of(json.number("leaseScore")),
        new Ratio(json.number("perfScore")),
        new Factors(
            new Ratio(factors.number("availability")),
            factors.number("participationBaseline"),
            factors.integer("participationCount"),
            factors.number("avgExecMs"),
            factors.number("avgExecGpus"),
            factors.number("rawPerfScore")),
        IsoTime.parse(json.text("calculatedAt")));
  }

  static double sixDecimals(double value) {
    return BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_EVEN).doubleValue();
  }
}
