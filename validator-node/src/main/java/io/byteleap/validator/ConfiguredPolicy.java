package io.byteleap.validator;

import io.byteleap.domain.policy.PolicyChanges;
import io.byteleap.domain.policy.PolicyValue;
import io.byteleap.domain.policy.PolicyValue.Count;
import io.byteleap.domain.policy.PolicyValue.Fraction;
import io.byteleap.domain.policy.PolicyValue.Names;
import io.byteleap.domain.policy.PolicyValue.Span;
import io.byteleap.domain.policy.PolicyValue.Word;
import io.byteleap.domain.units.Label;
import io.byteleap.validator.ValidationConfig.CpuConfig;
import io.byteleap.validator.ValidationConfig.CpuVerificationConfig;
import io.byteleap.validator.ValidationConfig.GpuConfig;
import io.byteleap.validator.ValidationConfig.GpuVerificationConfig;
import io.byteleap.validator.ValidatorConfig.ScoreWeightsConfig;
import io.byteleap.validator.ValidatorConfig.WeightConfig;
import io.byteleap.validator.policy.PolicyRules;
import io.byteleap.validator.policy.RunningPolicy;
import io.byteleap.wire.hub.PolicyKey;
import io.byteleap.wire.hub.PolicySetting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The policy of the configuration, with what was changed of it: a configuration in which the
/// changed values stand passes the checks of one that was read from a file, or there is no policy.
final class ConfiguredPolicy implements PolicyRules {
  private final ValidatorConfig config;

  ConfiguredPolicy(ValidatorConfig config) {
    this.config = config;
  }

  /// What holds when nothing was changed.
  RunningPolicy configured() {
    return policyOf(config);
  }

  @Override
  public Outcome with(PolicyChanges changes) {
    try {
      return new Fit(policyOf(new Changed(changes.settings()).of(config)));
    } catch (IllegalArgumentException e) {
      return new Unfit(Label.of(String.valueOf(e.getMessage())));
    }
  }

  private static RunningPolicy policyOf(ValidatorConfig config) {
    return new RunningPolicy(
        config.scoring(),
        config.validation().challengeInterval(),
        config.validation().challenges(),
        settingsOf(config));
  }

  /// What the hub says, in the policy's own terms: its times have no unit, but a key that has one.
  static SortedMap<String, PolicyValue> valuesOf(List<PolicySetting> settings) {
    var values = new TreeMap<String, PolicyValue>();
    settings.forEach(setting -> values.put(setting.key().path(), valueOf(setting)));
    return values;
  }

  private static PolicyValue valueOf(PolicySetting setting) {
    return switch (setting) {
      case PolicySetting.Count(var key, var value) ->
          switch (key) {
            case CHALLENGE_INTERVAL, CHALLENGE_TIMEOUT, VERIFICATION_INTERVAL ->
                new Span(Duration.ofSeconds(value));
            default -> new Count(value);
          };
      case PolicySetting.Fraction(_, var value) -> new Fraction(value);
      case PolicySetting.Word(_, var value) -> new Word(value);
      case PolicySetting.Names(_, var values) -> new Names(values);
    };
  }

  private static SortedMap<String, PolicyValue> settingsOf(ValidatorConfig config) {
    var values = new TreeMap<String, PolicyValue>();
    for (PolicyKey key : PolicyKey.values()) {
      values.put(key.path(), valueOf(key, config.validation(), config.weightManagement()));
    }
    return values;
  }

  private static PolicyValue valueOf(PolicyKey key, ValidationConfig of, WeightConfig weights) {
    var cpu = of.cpu();
    var gpu = of.gpu();
    var looks = gpu.verification();
    return switch (key) {
      case CHALLENGE_INTERVAL -> new Span(of.challengeInterval());
      case CHALLENGE_TIMEOUT -> new Span(of.challengeTimeout());
      case CHALLENGE_TYPE -> new Word(of.challengeType());
      case RANKING_WINDOW_MINUTES -> new Count(of.rankingWindowMinutes());
      case PARTICIPATION_RATE_THRESHOLD -> new Fraction(of.participationRateThreshold());
      case VERIFICATION_CONCURRENT -> new Count(of.verificationConcurrent());
      case VERIFICATION_INTERVAL -> new Span(of.verificationInterval());
      case CPU_MATRIX_SIZE -> new Count(cpu.matrixSize());
      case CPU_SIZE_VARIANCE -> new Fraction(cpu.sizeVariance());
      case CPU_ITERATIONS -> new Count(cpu.iterations());
      case CPU_ROWS -> new Count(cpu.verification().rowVerificationCount());
      case CPU_ROWS_VARIANCE -> new Fraction(cpu.verification().rowVerificationCountVariance());
      case GPU_MATRIX_SIZE -> new Count(gpu.matrixSize());
      case GPU_SIZE_VARIANCE -> new Fraction(gpu.sizeVariance());
      case GPU_ITERATIONS -> new Count(gpu.iterations());
      case GPU_MODEL_ALLOWLIST -> new Names(gpu.modelAllowlist());
      case GPU_COORDINATES -> new Count(looks.coordinateSampleCount());
      case GPU_COORDINATES_VARIANCE -> new Fraction(looks.coordinateSampleCountVariance());
      case GPU_ROWS -> new Count(looks.rowVerificationCount());
      case GPU_ROWS_VARIANCE -> new Fraction(looks.rowVerificationCountVariance());
      case GPU_ROW_SAMPLE_RATE -> new Fraction(looks.rowSampleRate());
      case GPU_ABS_TOLERANCE -> new Fraction(looks.absTolerance());
      case GPU_REL_TOLERANCE -> new Fraction(looks.relTolerance());
      case GPU_SUCCESS_RATE_THRESHOLD -> new Fraction(looks.successRateThreshold());
      case LEASE_WEIGHT -> new Fraction(weights.scoreWeights().leaseWeight());
      case CHALLENGE_WEIGHT -> new Fraction(weights.scoreWeights().challengeWeight());
    };
  }

  /// Puts changed values in their places. Refused, as by every configuration: what does not fit.
  private record Changed(SortedMap<String, PolicyValue> values) {
    ValidatorConfig of(ValidatorConfig config) {
      return config.with(of(config.validation()), of(config.weightManagement()));
    }

    private ValidationConfig of(ValidationConfig old) {
      return new ValidationConfig(
          span(PolicyKey.CHALLENGE_INTERVAL, old.challengeInterval()),
          span(PolicyKey.CHALLENGE_TIMEOUT, old.challengeTimeout()),
          count(PolicyKey.RANKING_WINDOW_MINUTES, old.rankingWindowMinutes()),
          fraction(PolicyKey.PARTICIPATION_RATE_THRESHOLD, old.participationRateThreshold()),
          count(PolicyKey.VERIFICATION_CONCURRENT, old.verificationConcurrent()),
          span(PolicyKey.VERIFICATION_INTERVAL, old.verificationInterval()),
          old.proofQueueMaxSize(),
          word(PolicyKey.CHALLENGE_TYPE, old.challengeType()),
          of(old.cpu()),
          of(old.gpu()),
          old.exact());
    }

    private CpuConfig of(CpuConfig old) {
      var looks = old.verification();
      return new CpuConfig(
          count(PolicyKey.CPU_MATRIX_SIZE, old.matrixSize()),
          fraction(PolicyKey.CPU_SIZE_VARIANCE, old.sizeVariance()),
          count(PolicyKey.CPU_ITERATIONS, old.iterations()),
          new CpuVerificationConfig(
              count(PolicyKey.CPU_ROWS, looks.rowVerificationCount()),
              fraction(PolicyKey.CPU_ROWS_VARIANCE, looks.rowVerificationCountVariance())));
    }

    private GpuConfig of(GpuConfig old) {
      return new GpuConfig(
          count(PolicyKey.GPU_MATRIX_SIZE, old.matrixSize()),
          fraction(PolicyKey.GPU_SIZE_VARIANCE, old.sizeVariance()),
          count(PolicyKey.GPU_ITERATIONS, old.iterations()),
          old.enableNormalization(),
          of(old.verification()),
          names(PolicyKey.GPU_MODEL_ALLOWLIST, old.modelAllowlist()));
    }

    private GpuVerificationConfig of(GpuVerificationConfig old) {
      return new GpuVerificationConfig(
          count(PolicyKey.GPU_COORDINATES, old.coordinateSampleCount()),
          fraction(PolicyKey.GPU_COORDINATES_VARIANCE, old.coordinateSampleCountVariance()),
          count(PolicyKey.GPU_ROWS, old.rowVerificationCount()),
          fraction(PolicyKey.GPU_ROWS_VARIANCE, old.rowVerificationCountVariance()),
          fraction(PolicyKey.GPU_ROW_SAMPLE_RATE, old.rowSampleRate()),
          fraction(PolicyKey.GPU_ABS_TOLERANCE, old.absTolerance()),
          fraction(PolicyKey.GPU_REL_TOLERANCE, old.relTolerance()),
          fraction(PolicyKey.GPU_SUCCESS_RATE_THRESHOLD, old.successRateThreshold()),
          old.trustedPublicKeys());
    }

    private WeightConfig of(WeightConfig old) {
      var weights = old.scoreWeights();
      return new WeightConfig(
          new ScoreWeightsConfig(
              fraction(PolicyKey.LEASE_WEIGHT, weights.leaseWeight()),
              fraction(PolicyKey.CHALLENGE_WEIGHT, weights.challengeWeight())),
          old.availability(),
          old.scoreInterval(),
          old.submissionCheckInterval());
    }

    private Duration span(PolicyKey key, Duration old) {
      return value(key, Span.class).map(Span::value).orElse(old);
    }

    private int count(PolicyKey key, int old) {
      return value(key, Count.class).map(count -> Math.toIntExact(count.value())).orElse(old);
    }

    private double fraction(PolicyKey key, double old) {
      return value(key, Fraction.class).map(Fraction::value).orElse(old);
    }

    private String word(PolicyKey key, String old) {
      return value(key, Word.class).map(Word::value).orElse(old);
    }

    private List<String> names(PolicyKey key, List<String> old) {
      return value(key, Names.class).map(Names::values).orElse(old);
    }

    private <V extends PolicyValue> Optional<V> value(PolicyKey key, Class<V> kind) {
      var value = Optional.ofNullable(values.get(key.path()));
      if (value.filter(other -> !kind.isInstance(other)).isPresent()) {
        throw new IllegalArgumentException(key.path() + " has a value of another kind");
      }
      return value.map(kind::cast);
    }
  }
}
