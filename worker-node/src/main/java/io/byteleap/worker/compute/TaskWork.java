package io.byteleap.worker.compute;

import io.byteleap.domain.gpu.GpuMatrixSpec;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.ChallengeParts;

/// What a task has computed, and by what.
public sealed interface TaskWork {
  /// Rows and columns of the matrices.
  int size();

  /// By all processors together.
  record OnCpu(MatrixSpec matrix) implements TaskWork {
    @Override
    public int size() {
      return matrix.size();
    }
  }

  /// By one GPU or each of them.
  record OnGpus(GpuMatrixSpec matrix) implements TaskWork {
    @Override
    public int size() {
      return matrix.size();
    }
  }

  /// The work of a task of type `type`. Throws what [io.byteleap.wire.Decoded#of] turns into a
  /// refusal: a type that no worker knows, matrices beyond the protocol's bounds.
  static TaskWork read(String type, JsonObject data) {
    return switch (type) {
      case ChallengeParts.CPU_MATRIX -> new OnCpu(ChallengeParts.readMatrix(data));
      case ChallengeParts.GPU_MATRIX -> new OnGpus(ChallengeParts.readGpuMatrix(data));
      case String _ -> throw new IllegalArgumentException("unknown task type: " + type);
    };
  }
}
