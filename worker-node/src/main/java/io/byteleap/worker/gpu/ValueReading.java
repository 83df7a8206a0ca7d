package io.byteleap.worker.gpu;

import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.gpu.GpuRowHash;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.matrix.RowHash;
import io.byteleap.domain.units.Numbers;
import io.byteleap.wire.gpu.GpuAnswer;
import io.byteleap.wire.gpu.GpuCommand;
import io.byteleap.worker.compute.TaskProduct;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// One unit's values, read from the server in as many questions as its answers' bound makes of
/// them.
final class ValueReading {
  /// Values that fit into one answer with room to spare: no value takes more than 24 characters.
  private static final int ANSWER_VALUES_MAX = 500_000;

  /// Values that fit into one frame to the miner.
  private static final int VALUES_MAX = 1_000_000;

  private final GpuSocket socket;
  private final TaskProduct.OfUnit unit;
  private final UnitTargets targets;
  private final Duration timeout;
  private final int size;

  ValueReading(GpuSocket socket, TaskProduct.OfUnit unit, UnitTargets targets, Duration timeout) {
    this.socket = socket;
    this.unit = unit;
    this.targets = targets;
    this.timeout = timeout;
    this.size = unit.tree().leafCount();
  }

  /// Coordinates first, then whole rows, both in the order in which they were asked for.
  CompletableFuture<Numbers> values() {
    long count = targets.coordinates().size() + (long) targets.rows().size() * size;
    if (count > VALUES_MAX) {
      return CompletableFuture.failedFuture(
          new GpuFault(count + " values are asked for, up to " + VALUES_MAX + " are given"));
    }
    return coordinates().thenCompose(first -> rows().thenApply(rows -> joined(first, rows)));
  }

  private UnitId id() {
    return unit.commitment().unit();
  }

  private CompletableFuture<Numbers> coordinates() {
    return targets.coordinates().isEmpty()
        ? CompletableFuture.completedFuture(Numbers.NONE)
        : socket
            .ask(new GpuCommand.GetCoordinates(id(), targets.coordinates()), timeout)
            .thenApply(
                reply -> {
                  if (reply instanceof GpuReply.Answered(GpuAnswer.Coordinates(_, var values))) {
                    return values;
                  }
                  throw new GpuFault(reply.fault().value());
                });
  }

  private CompletableFuture<Map<Integer, Numbers>> rows() {
    CompletableFuture<Map<Integer, Numbers>> rows =
        CompletableFuture.completedFuture(new HashMap<>());
    for (var some : portions(targets.rows().stream().distinct().toList())) {
      rows = rows.thenCompose(before -> rows(some).thenApply(more -> with(before, more)));
    }
    return rows;
  }

  private List<List<Integer>> portions(List<Integer> rows) {
    int most = Math.clamp(ANSWER_VALUES_MAX / size, 1, GpuCommand.GetRows.COUNT_MAX);
    List<List<Integer>> portions = new ArrayList<>();
    for (int first = 0; first < rows.size(); first += most) {
      portions.add(rows.subList(first, Math.min(first + most, rows.size())));
    }
    return portions;
  }

  private CompletableFuture<List<GpuAnswer.Row>> rows(List<Integer> some) {
    return socket
        .ask(new GpuCommand.GetRows(id(), some), timeout)
        .thenApply(
            reply -> {
              if (reply instanceof GpuReply.Answered(GpuAnswer.Rows(_, var width, var rows))
                  && width == size) {
                return rows;
              }
              throw new GpuFault(reply.fault().value());
            });
  }

  private Map<Integer, Numbers> with(Map<Integer, Numbers> before, List<GpuAnswer.Row> more) {
    for (var row : more) {
      check(row);
      before.put(row.index(), row.values());
    }
    return before;
  }

  /// A row that is not the one committed to would be the worker's failure before the validator.
  private void check(GpuAnswer.Row row) {
    String committed = unit.tree().proof(row.index()).leaf();
    if (GpuRowHash.of(row.values()).map(RowHash::hex).filter(committed::equals).isEmpty()) {
      throw new GpuFault("row " + row.index() + " of " + id() + " is not the one committed to");
    }
  }

  private Numbers joined(Numbers first, Map<Integer, Numbers> rows) {
    var values = new double[first.count() + targets.rows().size() * size];
    int at = copy(first, values, 0);
    for (int row : targets.rows()) {
      at = copy(rows.getOrDefault(row, Numbers.NONE), values, at);
    }
    return Numbers.copyOf(values);
  }

  private static int copy(Numbers from, double[] to, int at) {
    for (int i = 0; i < from.count(); i++) {
      to[at + i] = from.at(i);
    }
    return at + from.count();
  }
}
