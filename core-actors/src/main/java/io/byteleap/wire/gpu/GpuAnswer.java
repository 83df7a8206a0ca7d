package io.byteleap.wire.gpu;

import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Numbers;
import java.util.List;

/// What a GPU server answers.
public sealed interface GpuAnswer {
  record Pong(Label version) implements GpuAnswer {}

  /// The server and its GPUs, at most 64.
  record Info(Label version, Label driver, Label cuda, List<GpuDevice> gpus) implements GpuAnswer {
    public static final int GPUS_MAX = 64;

    public Info {
      if (gpus.size() > GPUS_MAX) {
        throw new IllegalArgumentException("more than " + GPUS_MAX + " GPUs");
      }
      if (gpus.stream().map(GpuDevice::uuid).distinct().count() != gpus.size()) {
        throw new IllegalArgumentException("two GPUs of one uuid");
      }
      gpus = List.copyOf(gpus);
    }
  }

  /// One result a GPU that took part, at least one.
  record Computed(List<GpuUnitResult> results) implements GpuAnswer {
    public Computed {
      if (results.isEmpty() || results.size() > Info.GPUS_MAX) {
        throw new IllegalArgumentException("results must be 1 to " + Info.GPUS_MAX);
      }
      if (results.stream().map(result -> result.commitment().unit()).distinct().count()
          != results.size()) {
        throw new IllegalArgumentException("two results of one GPU");
      }
      results = List.copyOf(results);
    }
  }

  /// In the order of the command's coordinates.
  record Coordinates(UnitId unit, Numbers values) implements GpuAnswer {}

  /// In the order of the command's rows, each of `matrixSize` values.
  record Rows(UnitId unit, int matrixSize, List<Row> rows) implements GpuAnswer {
    public Rows {
      for (var row : rows) {
        if (row.values().count() != matrixSize) {
          throw new IllegalArgumentException(
              "a row of " + row.values().count() + " values in a matrix of " + matrixSize);
        }
      }
      rows = List.copyOf(rows);
    }
  }

  /// One row and its number.
  record Row(int index, Numbers values) {}

  record Cleared(int count) implements GpuAnswer {}

  record PoolAdjusted(int activeGpus) implements GpuAnswer {}

  /// The server refused the command.
  record Failed(GpuErrorCode code, Label error) implements GpuAnswer {}
}
