package io.byteleap.worker.compute;

import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.gpu.GpuMatrixSpec;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.exact.ExactParts;

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

  /// By units, each its own exact product; `miner` is whom the task came from.
  record OnUnits(ExactOrder order, Hotkey miner) implements TaskWork {
    @Override
    public int size() {
      return order.shape().size();
    }
  }

  /// The exact products that `data` orders, in a task that came from `miner`; refused as below.
  static OnUnits readExact(JsonObject data, Hotkey miner) {
    return new OnUnits(ExactParts.readOrder(data), miner);
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
