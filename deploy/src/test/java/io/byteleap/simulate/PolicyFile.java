package io.byteleap.simulate;

import io.byteleap.config.Fallback;
import io.byteleap.config.Require;
import io.byteleap.domain.presence.AddressPenalty;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.scoring.ComponentWeights;
import io.byteleap.domain.scoring.ParticipationRule;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.units.Ratio;
import java.time.Duration;

/// A policy to score a world by: the keys of `validator_config.yaml` that scoring is made of, each
/// with the value that it has there when it is left out.
public record PolicyFile(ValidationPart validation, WeightPart weightManagement) {
  public PolicyFile {
    scoring(validation, weightManagement, 1);
  }

  public record ValidationPart(
      @Fallback("240s") Duration challengeInterval,
      @Fallback("180") int rankingWindowMinutes,
      @Fallback("0.80") double participationRateThreshold) {
    public ValidationPart {
      Require.positive("challenge_interval", challengeInterval);
      if (rankingWindowMinutes < 1) {
        throw new IllegalArgumentException("ranking_window_minutes must be 1 or more");
      }
      if (!(participationRateThreshold > 0 && participationRateThreshold <= 1)) {
        throw new IllegalArgumentException(
            "participation_rate_threshold must be above 0 and at most 1");
      }
    }
  }

  public record WeightPart(
      ScoreWeightsPart scoreWeights,
      AvailabilityPart availability,
      @Fallback("420s") Duration scoreInterval) {
    public WeightPart {
      Require.positive("score_interval", scoreInterval);
    }
  }

  public record ScoreWeightsPart(
      @Fallback("1.0") double leaseWeight, @Fallback("0.0") double challengeWeight) {
    public ScoreWeightsPart {
      ComponentWeights.of(leaseWeight, challengeWeight);
    }
  }

  public record AvailabilityPart(@Fallback("169") int windowHours) {
    private static final int WINDOW_MAX = 169;

    public AvailabilityPart {
      if (windowHours < 1 || windowHours > WINDOW_MAX) {
        throw new IllegalArgumentException("window_hours must be 1 to " + WINDOW_MAX);
      }
    }

    int buckets() {
      return Math.toIntExact(
          Math.min(BucketWindow.LENGTH, Duration.ofHours(windowHours).dividedBy(Bucket.LENGTH)));
    }
  }

  /// What a validator has that configures nothing.
  static final PolicyFile USUAL =
      new PolicyFile(
          new ValidationPart(Duration.ofMinutes(4), 180, 0.8),
          new WeightPart(
              new ScoreWeightsPart(1, 0), new AvailabilityPart(169), Duration.ofMinutes(7)));

  /// The policy, with challenges `stretch` times as far apart, and measured over as much longer.
  ScoringPolicy scoring(int stretch) {
    return scoring(validation, weightManagement, stretch);
  }

  private static ScoringPolicy scoring(ValidationPart of, WeightPart weights, int stretch) {
    return new ScoringPolicy(
        weights.availability().buckets(),
        ComponentWeights.of(
            weights.scoreWeights().leaseWeight(), weights.scoreWeights().challengeWeight()),
        new ParticipationRule(
            Duration.ofMinutes(of.rankingWindowMinutes()).multipliedBy(stretch),
            of.challengeInterval().multipliedBy(stretch),
            new Ratio(of.participationRateThreshold())),
        AddressPenalty.NONE);
  }
}
