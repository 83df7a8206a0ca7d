package io.byteleap.validator;

import io.byteleap.config.Fallback;
import io.byteleap.config.Require;
import io.byteleap.domain.challenge.ChallengeSpec.Patience;
import io.byteleap.domain.challenge.GpuTargetPolicy;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.gpu.GpuMatrixSpec;
import io.byteleap.domain.gpu.GpuSizePolicy;
import io.byteleap.domain.gpu.GpuTolerance;
import io.byteleap.domain.gpu.SignerKey;
import io.byteleap.domain.gpu.SignerKeys;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.matrix.SizePolicy;
import io.byteleap.domain.scoring.ParticipationRule;
import io.byteleap.domain.units.Ratio;
import io.byteleap.validator.challenge.ChallengePolicy;
import io.byteleap.validator.challenge.ModelAllowlist;
import io.byteleap.validator.challenge.WorkPolicy;
import io.byteleap.validator.challenge.WorkPolicy.CpuPolicy;
import io.byteleap.validator.challenge.WorkPolicy.GpuPolicy;
import io.byteleap.wire.ChallengeParts;
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
    GpuConfig gpu,
    ExactConfig exact) {
  private static final Duration TIMEOUT_MAX = Duration.ofMinutes(5);
  private static final double PARTICIPATION_MIN = 0.1;

  /// From commitment to proof; the protocol gives miners 40 seconds for the way alone.
  private static final Duration PROOF_PATIENCE = Duration.ofMinutes(2);

  /// From proof to our own verdict; the protocol calls a proof stale after an hour.
  private static final Duration VERDICT_PATIENCE = Duration.ofHours(1);

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
    if (!challengeType.equals(ChallengeParts.CPU_MATRIX)
        && !challengeType.equals(ChallengeParts.GPU_MATRIX)) {
      throw new IllegalArgumentException("challenge_type must be cpu_matrix or gpu_matrix");
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

  /// The work that challenges of the configured type order.
  public WorkPolicy work() {
    return challengeType.equals(ChallengeParts.GPU_MATRIX) ? gpu.work() : cpu.work();
  }

  /// What challenges look like, and how long each step may take.
  public ChallengePolicy challenges() {
    var collect = challengeInterval.multipliedBy(2);
    boolean isOfGpus = challengeType.equals(ChallengeParts.GPU_MATRIX);
    return new ChallengePolicy(
        work(),
        new Patience(collect, challengeTimeout, PROOF_PATIENCE, VERDICT_PATIENCE),
        exact.policy(
            collect,
            new ModelAllowlist(gpu.modelAllowlist()),
            isOfGpus ? ExactConfig.WhoElse.NOBODY : ExactConfig.WhoElse.PROCESSORS));
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

    WorkPolicy work() {
      return new CpuPolicy(
          new SizePolicy(matrixSize, sizeVariance), iterations, verification.targets());
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
    /// Values of one GPU that still fit into a proof of 24 MB, encrypted and written as text.
    private static final int VALUES_MAX = 1_000_000;

    public GpuConfig {
      within("matrix_size", matrixSize, GpuSizePolicy.SIZE_MIN, GpuMatrixSpec.SIZE_MAX);
      within("size_variance", sizeVariance, 0, GpuSizePolicy.VARIANCE_MAX);
      within("iterations", iterations, 1, GpuMatrixSpec.ITERATIONS_MAX);
      int largest = new GpuSizePolicy(matrixSize, sizeVariance).largest();
      if ((long) largest * verification.targets().rows().largest() > VALUES_MAX) {
        throw new IllegalArgumentException(
            "rows of this number and size are more than a proof can hold");
      }
      modelAllowlist = new ModelAllowlist(modelAllowlist).entries();
    }

    WorkPolicy work() {
      return new GpuPolicy(
          new GpuSizePolicy(matrixSize, sizeVariance),
          iterations,
          verification.targets(),
          verification.tolerance(),
          verification.rowSampleRate(),
          verification.signers(),
          new ModelAllowlist(modelAllowlist));
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
      @Fallback("0.85") double successRateThreshold,
      @Fallback("[]") List<String> trustedPublicKeys) {
    private static final double SHARE_MIN = 0.5;

    public GpuVerificationConfig {
      within("coordinate_sample_count", coordinateSampleCount, 0, GpuTargetPolicy.COORDINATES_MAX);
      within("row_verification_count", rowVerificationCount, 1, GpuTargetPolicy.ROWS_MAX);
      within("coordinate_sample_count_variance", coordinateSampleCountVariance, 0, 1);
      within("row_verification_count_variance", rowVerificationCountVariance, 0, 1);
      within("row_sample_rate", rowSampleRate, 0, 1);
      within("abs_tolerance", absTolerance, 0, 1);
      within("rel_tolerance", relTolerance, 0, 1);
      within("success_rate_threshold", successRateThreshold, SHARE_MIN, 1);
      trustedPublicKeys = List.copyOf(trustedPublicKeys);
      signers(trustedPublicKeys);
    }

    GpuTargetPolicy targets() {
      return new GpuTargetPolicy(
          coordinateSampleCount,
          coordinateSampleCountVariance,
          new TargetPolicy(rowVerificationCount, rowVerificationCountVariance));
    }

    GpuTolerance tolerance() {
      return new GpuTolerance(absTolerance, relTolerance, successRateThreshold);
    }

    SignerKeys signers() {
      return signers(trustedPublicKeys);
    }

    /// The keys named, or the published one when none is.
    private static SignerKeys signers(List<String> keys) {
      return new SignerKeys(
          keys.isEmpty()
              ? List.of(SignerKeys.PUBLISHED)
              : keys.stream().map(SignerKey::new).toList());
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
