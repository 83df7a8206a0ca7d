package io.byteleap.wire.gpu;

import io.byteleap.domain.challenge.UnitTargets.Coordinate;
import io.byteleap.domain.identity.UnitId;
import java.time.Duration;
import java.util.List;

/// What a worker asks of its GPU server: one command a connection, one answer.
///
/// The protocol has no request ids: the connection is what ties an answer to its command, which is
/// why answers are read together with it ([GpuAnswerCodec]). `save_result`, which writes a file
/// wherever the server may, is left out on purpose.
public sealed interface GpuCommand {
  /// How long each step on the socket may take.
  Duration TIMEOUT = Duration.ofMinutes(5);

  /// The same, for a ping.
  Duration PING_TIMEOUT = Duration.ofSeconds(5);

  /// How long each step on the socket may take for this command.
  static Duration timeoutOf(GpuCommand command) {
    return switch (command) {
      case Ping() -> PING_TIMEOUT;
      case GetInfo _, Submit _, GetCoordinates _, GetRows _, ClearResults _, AdjustPool _ ->
          TIMEOUT;
    };
  }

  record Ping() implements GpuCommand {}

  record GetInfo() implements GpuCommand {}

  record Submit(GpuTask task) implements GpuCommand {}

  /// Single values of the unit's last result, 1 to 10,000.
  record GetCoordinates(UnitId unit, List<Coordinate> coordinates) implements GpuCommand {
    public static final int COUNT_MAX = 10_000;

    public GetCoordinates {
      if (coordinates.isEmpty() || coordinates.size() > COUNT_MAX) {
        throw new IllegalArgumentException("queries must be 1 to " + COUNT_MAX);
      }
      coordinates = List.copyOf(coordinates);
    }
  }

  /// Whole rows of the unit's last result, 1 to 100, each asked for once.
  record GetRows(UnitId unit, List<Integer> rows) implements GpuCommand {
    public static final int COUNT_MAX = 100;

    public GetRows {
      if (rows.isEmpty() || rows.size() > COUNT_MAX) {
        throw new IllegalArgumentException("row_indices must be 1 to " + COUNT_MAX);
      }
      if (rows.stream().anyMatch(row -> row < 0 || row >= GpuTask.MATRIX_SIZE_MAX)) {
        throw new IllegalArgumentException("row_indices must be rows of a matrix");
      }
      if (rows.stream().distinct().count() != rows.size()) {
        throw new IllegalArgumentException("row_indices must differ");
      }
      rows = List.copyOf(rows);
    }
  }

  record ClearResults(Extent extent) implements GpuCommand {}

  sealed interface Extent {}

  record AllUnits() implements Extent {}

  record OneUnit(UnitId unit) implements Extent {}

  /// How many GPUs the server should use, 0 to 64.
  record AdjustPool(int targetCount) implements GpuCommand {
    private static final int GPUS_MAX = 64;

    public AdjustPool {
      if (targetCount < 0 || targetCount > GPUS_MAX) {
        throw new IllegalArgumentException("target_count outside 0.." + GPUS_MAX);
      }
    }
  }
}
