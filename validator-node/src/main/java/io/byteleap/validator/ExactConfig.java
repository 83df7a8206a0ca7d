package io.byteleap.validator;

import io.byteleap.config.Fallback;
import io.byteleap.domain.challenge.ChallengeSpec.Patience;
import io.byteleap.domain.exact.Envelope.Judged;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.RowPolicy;
import io.byteleap.validator.challenge.ExactPolicy;
import io.byteleap.validator.challenge.ExactPolicy.GpuShapes;
import io.byteleap.validator.challenge.ExactPolicy.OfModel;
import io.byteleap.validator.challenge.ExactPolicy.Processors;
import io.byteleap.validator.challenge.ModelAllowlist;
import io.byteleap.validator.challenge.ModelEnvelopes;
import io.byteleap.validator.challenge.MusterPlan;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `validation.exact`: challenges of version 2, for workers that can do them.
public record ExactConfig(
    @Fallback("true") boolean enable,
    @Fallback("60s") Duration commitTimeout,
    @Fallback("120s") Duration openTimeout,
    @Fallback("120s") Duration judgeTimeout,
    @Fallback("4") int rows,
    @Fallback("64") int rowsMost,
    CpuSize cpu,
    GpuSizes gpu,
    @Fallback("fastest") Envelopes envelope,
    @Fallback("[]") List<EnvelopeConfig> envelopes,
    Simultaneity simultaneity) {
  private static final Duration TIMEOUT_MAX = Duration.ofMinutes(5);
  private static final int ENVELOPES_MAX = 256;

  /// What is done about a unit's time.
  public enum Envelopes {
    /// Who is outside is refused.
    JUDGE,
    /// Who is faster is refused.
    FASTEST,
    /// It is shown.
    SHOW,
    /// No unit has an envelope.
    OFF
  }

  public ExactConfig {
    if (envelopes.size() > ENVELOPES_MAX) {
      throw new IllegalArgumentException("envelopes must be " + ENVELOPES_MAX + " at most");
    }
    envelopes = List.copyOf(envelopes);
    within("commit_timeout", commitTimeout);
    within("open_timeout", openTimeout);
    within("judge_timeout", judgeTimeout);
    new RowPolicy(rows, rowsMost);
  }

  private static void within(String key, Duration value) {
    if (value.toSeconds() < 1 || value.compareTo(TIMEOUT_MAX) > 0) {
      throw new IllegalArgumentException(key + " must be 1s to 300s");
    }
  }

  /// `simultaneity`: rounds in which many workers are at work at the same time.
  public record Simultaneity(
      @Fallback("true") boolean enable,
      @Fallback("4h") Duration interval,
      @Fallback("60s") Duration window,
      @Fallback("12s") Duration work,
      @Fallback("500") int workers) {
    public Simultaneity {
      new MusterPlan.Every(interval, window, work, workers);
    }

    MusterPlan plan() {
      return enable ? new MusterPlan.Every(interval, window, work, workers) : new MusterPlan.Off();
    }
  }

  public record CpuSize(@Fallback("2048") int matrixSize, @Fallback("4") int iterations) {
    public CpuSize {
      new ExactShape(matrixSize, iterations);
    }

    ExactShape shape() {
      return new ExactShape(matrixSize, iterations);
    }
  }

  public record GpuSizes(
      @Fallback("49152") int matrixSizeSmall,
      @Fallback("81920") int matrixSizeMedium,
      @Fallback("130944") int matrixSizeLarge,
      @Fallback("1") int iterations,
      @Fallback("[]") List<String> models) {
    private static final Pattern MODEL = Pattern.compile("(.+)=\\s*(\\d{1,6})\\s*x\\s*(\\d{1,2})");
    private static final int MODELS_MAX = 64;

    public GpuSizes {
      new ExactShape(matrixSizeSmall, iterations);
      new ExactShape(matrixSizeMedium, iterations);
      new ExactShape(matrixSizeLarge, iterations);
      if (models.size() > MODELS_MAX) {
        throw new IllegalArgumentException("models must be " + MODELS_MAX + " at most");
      }
      models = List.copyOf(models);
      models.forEach(GpuSizes::ofModel);
    }

    GpuShapes shapes() {
      return new GpuShapes(
          new ExactShape(matrixSizeSmall, iterations),
          new ExactShape(matrixSizeMedium, iterations),
          new ExactShape(matrixSizeLarge, iterations),
          models.stream().map(GpuSizes::ofModel).toList());
    }

    private static OfModel ofModel(String entry) {
      var match = MODEL.matcher(entry);
      if (!match.matches()) {
        throw new IllegalArgumentException(
            "models must be of the form 'NAME = SIZE x ITERATIONS', not '" + entry + "'");
      }
      return new OfModel(
          new ModelAllowlist(List.of(match.group(1).strip())),
          new ExactShape(Integer.parseInt(match.group(2)), Integer.parseInt(match.group(3))));
    }
  }

  /// `collect` is how long a challenge waits for its miner; `models` are the GPUs that are
  /// challenged, and `processors` says whether workers without any are.
  ExactPolicy policy(Duration collect, ModelAllowlist models, WhoElse processors) {
    return enable
        ? new ExactPolicy.On(
            switch (processors) {
              case PROCESSORS -> new Processors.All(cpu.shape());
              case NOBODY -> new Processors.None();
            },
            gpu.shapes(),
            models,
            new RowPolicy(rows, rowsMost),
            modelEnvelopes(),
            new Patience(collect, commitTimeout, openTimeout, judgeTimeout))
        : new ExactPolicy.Off();
  }

  private ModelEnvelopes modelEnvelopes() {
    return switch (envelope) {
      case JUDGE -> modelEnvelopes(Judged.BOTH);
      case FASTEST -> modelEnvelopes(Judged.FASTEST);
      case SHOW -> modelEnvelopes(Judged.NEITHER);
      case OFF -> ModelEnvelopes.NONE;
    };
  }

  /// The operator's own entries come first.
  private ModelEnvelopes modelEnvelopes(Judged judged) {
    var all = Stream.concat(envelopes.stream(), EnvelopeConfig.builtIn().models().stream());
    return new EnvelopeConfig.Table(all.toList()).envelopes(judged);
  }

  /// Who is challenged besides GPUs.
  enum WhoElse {
    PROCESSORS,
    NOBODY
  }

  /// None where there are no challenges of version 2.
  MusterPlan musters() {
    return enable ? simultaneity.plan() : new MusterPlan.Off();
  }

  /// From hand-out to the last verdict.
  Duration life() {
    return switch (musters()) {
      case MusterPlan.Off() -> commitTimeout.plus(openTimeout).plus(judgeTimeout);
      case MusterPlan.Every _ -> ExactPolicy.On.MUSTER_PATIENCE.multipliedBy(2).plus(judgeTimeout);
    };
  }
}
