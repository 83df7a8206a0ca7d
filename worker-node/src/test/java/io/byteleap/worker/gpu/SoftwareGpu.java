package io.byteleap.worker.gpu;

import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.GpuTargetPolicy;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.challenge.UnitProof;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.challenge.Work.GpuCheck;
import io.byteleap.domain.challenge.Work.GpuWork;
import io.byteleap.domain.gpu.ColumnSample;
import io.byteleap.domain.gpu.GpuMatrixSpec;
import io.byteleap.domain.gpu.GpuTolerance;
import io.byteleap.domain.gpu.SignerKeys;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.HonestGpu;
import io.byteleap.fixture.Samples;
import io.byteleap.wire.gpu.GpuTask;
import io.byteleap.wire.gpu.GpuUnitResult;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// One device of the double, with the result of its last task.
record SoftwareGpu(HonestGpu gpu, int size) {
  /// The task as a validator issues it to these GPUs.
  static ChallengeSpec challenge(GpuMatrixSpec matrix, List<UnitId> gpus) {
    return new ChallengeSpec(
        new ChallengeId("c"),
        new WorkerId("w"),
        new GpuWork(
            matrix,
            new GpuTargetPolicy(6, 0.5, new TargetPolicy(2, 0.5)),
            new GpuCheck(
                new GpuTolerance(0.02, 0.005, 0.85),
                new ColumnSample(0.25, 42),
                new SignerKeys(List.of(HonestGpu.KEY))),
            new TreeSet<>(gpus)),
        Samples.PATIENCE);
  }

  static List<SoftwareGpu> compute(GpuTask task, List<UnitId> gpus) {
    var matrix =
        new GpuMatrixSpec(
            task.seed(),
            task.matrixSize(),
            ((GpuTask.Iterations) task.run()).count(),
            GpuMatrixSpec.EVERY_GPU);
    return HonestGpu.all(challenge(matrix, gpus)).stream()
        .map(gpu -> new SoftwareGpu(gpu, task.matrixSize()))
        .toList();
  }

  UnitId uuid() {
    return gpu.uuid();
  }

  UnitProof opens(List<Integer> rows, List<UnitTargets.Coordinate> coordinates) {
    return gpu.opens(List.of(new UnitTargets(uuid(), rows, coordinates)));
  }

  GpuUnitResult result(int index, GpuTask task) {
    var all = IntStream.range(0, size).boxed().toList();
    return new GpuUnitResult(
        index,
        gpu.commitment(),
        new GpuUnitResult.Work(12.5, ((GpuTask.Iterations) task.run()).count(), Label.of("0123")),
        opens(all, List.of()).rowHashes());
  }
}
