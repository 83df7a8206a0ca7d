package io.byteleap.validator.challenge;

import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.challenge.GpuTargetPolicy;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.challenge.Work;
import io.byteleap.domain.challenge.Work.CpuWork;
import io.byteleap.domain.challenge.Work.GpuCheck;
import io.byteleap.domain.challenge.Work.GpuWork;
import io.byteleap.domain.gpu.ColumnSample;
import io.byteleap.domain.gpu.GpuMatrixSpec;
import io.byteleap.domain.gpu.GpuSizePolicy;
import io.byteleap.domain.gpu.GpuTolerance;
import io.byteleap.domain.gpu.SignerKeys;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.matrix.SizePolicy;
import io.byteleap.wire.ChallengeParts;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which work challenges order: how large, how often multiplied, how much of it is opened, how
/// closely it is looked at.
public sealed interface WorkPolicy {
  /// What a worker must be able to do, in its own words.
  String capability();

  boolean suits(Candidate candidate);

  /// Work for a candidate that it suits.
  Work draw(Candidate candidate, RandomGenerator random);

  record CpuPolicy(SizePolicy sizes, int iterations, TargetPolicy targets) implements WorkPolicy {
    @Override
    public String capability() {
      return ChallengeParts.CPU_MATRIX;
    }

    @Override
    public boolean suits(Candidate candidate) {
      return true;
    }

    @Override
    public Work draw(Candidate candidate, RandomGenerator random) {
      var seed = MatrixSeed.draw(random);
      return new CpuWork(new MatrixSpec(seed, sizes.sizeFor(seed), iterations), targets);
    }
  }

  /// Work for all the GPUs of a worker that are of these models; a worker without any gets none.
  record GpuPolicy(
      GpuSizePolicy sizes,
      int iterations,
      GpuTargetPolicy targets,
      GpuTolerance tolerance,
      double sampleRate,
      SignerKeys signers,
      ModelAllowlist models)
      implements WorkPolicy {
    @Override
    public String capability() {
      return ChallengeParts.GPU_MATRIX;
    }

    @Override
    public boolean suits(Candidate candidate) {
      return eligible(candidate).findAny().isPresent();
    }

    @Override
    public Work draw(Candidate candidate, RandomGenerator random) {
      var seed = MatrixSeed.draw(random);
      var gpus =
          eligible(candidate)
              .sorted()
              .limit(GpuWork.GPUS_MAX)
              .collect(Collectors.toCollection(TreeSet::new));
      var check = new GpuCheck(tolerance, new ColumnSample(sampleRate, random.nextLong()), signers);
      var matrix =
          new GpuMatrixSpec(seed, sizes.sizeFor(seed), iterations, GpuMatrixSpec.EVERY_GPU);
      return new GpuWork(matrix, targets, check, gpus);
    }

    private Stream<UnitId> eligible(Candidate candidate) {
      return candidate.gpus().stream()
          .filter(gpu -> models.allows(gpu.model()))
          .flatMap(GpuUnits::of);
    }
  }
}
