package io.byteleap.wire.gpu;

import io.byteleap.domain.challenge.UnitTargets.Coordinate;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.units.Bytes;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.gpu.GpuCommand.AdjustPool;
import io.byteleap.wire.gpu.GpuCommand.AllUnits;
import io.byteleap.wire.gpu.GpuCommand.ClearResults;
import io.byteleap.wire.gpu.GpuCommand.Extent;
import io.byteleap.wire.gpu.GpuCommand.GetCoordinates;
import io.byteleap.wire.gpu.GpuCommand.GetInfo;
import io.byteleap.wire.gpu.GpuCommand.GetRows;
import io.byteleap.wire.gpu.GpuCommand.OneUnit;
import io.byteleap.wire.gpu.GpuCommand.Ping;
import io.byteleap.wire.gpu.GpuCommand.Submit;
import java.time.Duration;
import java.util.List;

/// Content of a frame and command. What is refused, a server answers with
/// [GpuErrorCode#BAD_PARAMETER] and the reason.
public final class GpuCommandCodec {
  private static final Json JSON = Json.upTo(GpuAnswerCodec.CONTENT_SIZE_MAX);
  private static final int ALL_GPUS = -1;
  private static final int FIXED_ITERATIONS = 0;
  private static final int TIME_BASED = 1;
  private static final double MILLIS = 1_000;
  private static final double SECONDS_MAX = 1e6;

  private GpuCommandCodec() {}

  public static Bytes encode(GpuCommand command) {
    return Bytes.ofText(write(command).toText());
  }

  private static JsonObject write(GpuCommand command) {
    return switch (command) {
      case Ping() -> command("ping").build();
      case GetInfo() -> command("get_gpu_info").build();
      case Submit(var task) -> command("submit_challenge").put("task", write(task)).build();
      case GetCoordinates(var unit, var coordinates) ->
          command("get_result_coords")
              .put("gpu_uuid", unit.value())
              .putIndexLists(
                  "queries",
                  coordinates.stream().map(at -> List.of(at.row(), at.column())).toList())
              .build();
      case GetRows(var unit, var rows) ->
          command("get_result_rows")
              .put("gpu_uuid", unit.value())
              .putIntegers("row_indices", rows)
              .build();
      case ClearResults(var extent) -> write(extent);
      case AdjustPool(var count) -> command("adjust_gpu_pool").put("target_count", count).build();
    };
  }

  private static JsonObject.Builder command(String name) {
    return JsonObject.builder().put("command", name);
  }

  private static JsonObject write(Extent extent) {
    return switch (extent) {
      case AllUnits() -> command("clear_result_cache").build();
      case OneUnit(var unit) -> command("clear_result_cache").put("gpu_uuid", unit.value()).build();
    };
  }

  private static JsonObject write(GpuTask task) {
    var json =
        JsonObject.builder()
            .put("seed", task.seed().hex())
            .put(
                "target_gpu_id",
                switch (task.target()) {
                  case GpuTask.AllGpus() -> ALL_GPUS;
                  case GpuTask.OneGpu(var index) -> index;
                })
            .put("matrix_size", task.matrixSize());
    return switch (task.run()) {
      case GpuTask.Iterations(var count) ->
          json.put("mode", FIXED_ITERATIONS).put("matrix_iterations", count).build();
      case GpuTask.For(var duration) ->
          json.put("mode", TIME_BASED)
              .put("matrix_iterations", 1)
              .put("target_duration_sec", duration.toMillis() / MILLIS)
              .build();
    };
  }

  /// The command as a server reads it.
  public static Decoded<GpuCommand> decode(Bytes content) {
    return Decoded.of(() -> read(JSON.parse(content.toArray())));
  }

  private static GpuCommand read(JsonObject json) {
    return switch (json.literal("command")) {
      case "ping" -> new Ping();
      case "get_gpu_info" -> new GetInfo();
      case "submit_challenge" -> new Submit(readTask(json.object("task")));
      case "get_result_coords" ->
          new GetCoordinates(
              unit(json),
              json.indexListsOrNone("queries").stream().map(GpuCommandCodec::coordinate).toList());
      case "get_result_rows" -> new GetRows(unit(json), json.indicesOrNone("row_indices"));
      case "clear_result_cache" ->
          new ClearResults(json.has("gpu_uuid") ? new OneUnit(unit(json)) : new AllUnits());
      case "adjust_gpu_pool" ->
          new AdjustPool(json.integerWithin("target_count", 0, Integer.MAX_VALUE));
      case String name -> throw new JsonProblem("command", "unknown: " + name);
    };
  }

  private static UnitId unit(JsonObject json) {
    return new UnitId(json.text("gpu_uuid"));
  }

  private static Coordinate coordinate(List<Integer> pair) {
    if (pair.size() != 2) {
      throw new JsonProblem("queries", "must be [row, col] pairs");
    }
    return new Coordinate(pair.get(0), pair.get(1));
  }

  private static GpuTask readTask(JsonObject json) {
    int target = json.integerWithinOr("target_gpu_id", ALL_GPUS, Integer.MAX_VALUE, ALL_GPUS);
    return new GpuTask(
        new MatrixSeed(json.text("seed")),
        target == ALL_GPUS ? new GpuTask.AllGpus() : new GpuTask.OneGpu(target),
        json.integerWithinOr("matrix_size", 0, Integer.MAX_VALUE, 1_024),
        readRun(json));
  }

  private static GpuTask.Run readRun(JsonObject json) {
    return switch (json.integerWithinOr("mode", FIXED_ITERATIONS, TIME_BASED, FIXED_ITERATIONS)) {
      case TIME_BASED -> {
        double seconds = Math.clamp(json.number("target_duration_sec"), 0, SECONDS_MAX);
        yield new GpuTask.For(Duration.ofMillis(Math.round(seconds * MILLIS)));
      }
      default ->
          new GpuTask.Iterations(
              json.integerWithinOr("matrix_iterations", 0, Integer.MAX_VALUE, 1));
    };
  }
}
