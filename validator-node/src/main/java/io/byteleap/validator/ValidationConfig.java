package io.byteleap.validator;

import io.byteleap.config.Fallback;
import io.byteleap.config.Require;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.matrix.SizePolicy;
import io.byteleap.domain.scoring.ParticipationRule;
import io.byteleap.domain.units.Ratio;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/// `validation`: which challenges are issued, how often, and how closely they are looked at.
public record ValidationConfig(
    @Fallback("240s") Duration challengeInterval,
    @Fallback("60s") Duration challengeTimeout,
    @Fallback("180") int rankingWindowMinutes,
    @Fallback("0.80") double participationRateThreshold,
    @Fallback("1") int verificationConcurrent,
    @Fallback("30s") Duration verificationInterval,
    @Fallback("1000") int proofQueueMaxSize,
    @Fallback("cpu_matrix") String challengeType,
    CpuConfig cpu,
    GpuConfig gpu) {
  private static final Duration TIMEOUT_MAX = Duration.ofMinutes(5);
  private static final double PARTICIPATION_MIN = 0.1;

  public ValidationConfig {
    Require.positive("challenge_interval", challengeInterval);
    Require.positive("verification_interval", verificationInterval);
    if (challengeTimeout.toSeconds() < 1 || challengeTimeout.compareTo(TIMEOUT_MAX) > 0) {
      throw new IllegalArgumentException("challenge_timeout must be 1s to 300s");
    }
    if (rankingWindowMinutes < 1 || proofQueueMaxSize < 1) {
      throw new IllegalArgumentException(
          "ranking_window_minutes and proof_queue_max_size must be 1 or more");
    }
    within("participation_rate_threshold", participationRateThreshold, PARTICIPATION_MIN, 1);
    if (!challengeType.equals("cpu_matrix")) {
      throw new IllegalArgumentException(
          "challenge_type must be cpu_matrix: this version issues no other challenges");
    }
    if (verificationConcurrent != -1 && verificationConcurrent < 1) {
      throw new IllegalArgumentException("verification_concurrent must be -1, or 1 or more");
    }
  }

  /// What is expected of those who are challenged.
  public ParticipationRule participation() {
    return new ParticipationRule(
        Duration.ofMinutes(rankingWindowMinutes),
        challengeInterval,
        new Ratio(participationRateThreshold));
  }

  /// Verifications that run at once: as configured, or one less than there are processors.
  public int verifiers() {
    return verificationConcurrent == -1
        ? Math.max(1, Runtime.getRuntime().availableProcessors() - 1)
        : verificationConcurrent;
  }

  public record CpuConfig(
      @Fallback("2000") int matrixSize,
      @Fallback("0.1") double sizeVariance,
      @Fallback("1") int iterations,
      CpuVerificationConfig verification) {
    public CpuConfig {
      new SizePolicy(matrixSize, sizeVariance);
      if (iterations < 1 || iterations > MatrixSpec.ITERATIONS_MAX) {
        throw new IllegalArgumentException("iterations must be 1 to " + MatrixSpec.ITERATIONS_MAX);
      }
    }

    public SizePolicy sizes() {
      return new SizePolicy(matrixSize, sizeVariance);
    }
  }

  public record CpuVerificationConfig(
      @Fallback("50") int rowVerificationCount,
      @Fallback("0.5") double rowVerificationCountVariance) {
    public CpuVerificationConfig {
      new TargetPolicy(rowVerificationCount, rowVerificationCountVariance);
    }

    public TargetPolicy targets() {
      return new TargetPolicy(rowVerificationCount, rowVerificationCountVariance);
    }
  }

  public record GpuConfig(
      @Fallback("32768") int matrixSize,
      @Fallback("0.05") double sizeVariance,
      @Fallback("1") int iterations,
      @Fallback("true") boolean enableNormalization,
      GpuVerificationConfig verification,
      @Fallback("[]") List<String> modelAllowlist) {
    private static final int SIZE_MIN = 128;
    private static final int SIZE_MAX = 65_536;
    private static final int ITERATIONS_MAX = 100_000;
    private static final double VARIANCE_MAX = 0.5;

    public GpuConfig {
      within("matrix_size", matrixSize, SIZE_MIN, SIZE_MAX);
      within("size_variance", sizeVariance, 0, VARIANCE_MAX);
      within("iterations", iterations, 1, ITERATIONS_MAX);
      modelAllowlist = List.copyOf(modelAllowlist);
    }
  }

  public record GpuVerificationConfig(
      @Fallback("25") int coordinateSampleCount,
      @Fallback("0.2") double coordinateSampleCountVariance,
      @Fallback("2") int rowVerificationCount,
      @Fallback("0.5") double rowVerificationCountVariance,
      @Fallback("0.001") double rowSampleRate,
      @Fallback("0.02") double absTolerance,
      @Fallback("0.005") double relTolerance,
      @Fallback("0.85") double successRateThreshold) {
    private static final int COUNT_MAX = 10_000;

    public GpuVerificationConfig {
      within("coordinate_sample_count", coordinateSampleCount, 0, COUNT_MAX);
      within("row_verification_count", rowVerificationCount, 0, COUNT_MAX);
      if (coordinateSampleCount + rowVerificationCount == 0) {
        throw new IllegalArgumentException("coordinates or rows must be verified");
      }
      within("coordinate_sample_count_variance", coordinateSampleCountVariance, 0, 1);
      within("row_verification_count_variance", rowVerificationCountVariance, 0, 1);
      within("row_sample_rate", rowSampleRate, 0, 1);
      within("abs_tolerance", absTolerance, 0, 1);
      within("rel_tolerance", relTolerance, 0, 1);
      within("success_rate_threshold", successRateThreshold, 0, 1);
    }
  }

  private static void within(String key, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(
          key
              + " must be "
              + BigDecimal.valueOf(min).stripTrailingZeros().toPlainString()
              + " to "
              + BigDecimal.valueOf(max).stripTrailingZeros().toPlainString());
    }
  }
}
