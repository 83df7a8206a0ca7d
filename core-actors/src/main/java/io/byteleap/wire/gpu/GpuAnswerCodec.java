package io.byteleap.wire.gpu;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.merkle.MerkleRoot;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Numbers;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.gpu.GpuAnswer.Cleared;
import io.byteleap.wire.gpu.GpuAnswer.Computed;
import io.byteleap.wire.gpu.GpuAnswer.Coordinates;
import io.byteleap.wire.gpu.GpuAnswer.Failed;
import io.byteleap.wire.gpu.GpuAnswer.Info;
import io.byteleap.wire.gpu.GpuAnswer.Pong;
import io.byteleap.wire.gpu.GpuAnswer.PoolAdjusted;
import io.byteleap.wire.gpu.GpuAnswer.Row;
import io.byteleap.wire.gpu.GpuAnswer.Rows;
import io.byteleap.wire.gpu.GpuCommand.AdjustPool;
import io.byteleap.wire.gpu.GpuCommand.ClearResults;
import io.byteleap.wire.gpu.GpuCommand.GetCoordinates;
import io.byteleap.wire.gpu.GpuCommand.GetInfo;
import io.byteleap.wire.gpu.GpuCommand.GetRows;
import io.byteleap.wire.gpu.GpuCommand.Ping;
import io.byteleap.wire.gpu.GpuCommand.Submit;

/// Content of a frame and answer. An answer is read against its command: another unit, another
/// number of values, rows that were not asked for or row hashes that do not make up the matrix are
/// refused, as are numbers that are not finite.
public final class GpuAnswerCodec {
  /// Longest content of a frame in bytes, both ways.
  public static final int CONTENT_SIZE_MAX = 16 << 20;

  private static final int SIGNED = 1;
  private static final Json JSON = Json.upTo(CONTENT_SIZE_MAX);

  private GpuAnswerCodec() {}

  public static Decoded<GpuAnswer> decode(GpuCommand command, Bytes content) {
    return Decoded.of(() -> read(command, JSON.parse(content.toArray())));
  }

  private static GpuAnswer read(GpuCommand command, JsonObject json) {
    if (!json.flag("success")) {
      return readFailed(json);
    }
    return switch (command) {
      case Ping() -> readPong(json);
      case GetInfo() -> readInfo(json);
      case Submit(var task) -> readComputed(task, json);
      case GetCoordinates asked -> readCoordinates(asked, json);
      case GetRows asked -> readRows(asked, json);
      case ClearResults _ ->
          new Cleared(json.integerWithinOr("cleared_count", 0, Integer.MAX_VALUE, 0));
      case AdjustPool _ ->
          new PoolAdjusted(json.integerWithin("active_gpus", 0, Integer.MAX_VALUE));
    };
  }

  private static Failed readFailed(JsonObject json) {
    var error = Label.of(json.optionalText("error").orElse(""));
    int number =
        json.integerWithinOr(
            "error_code", Integer.MIN_VALUE, Integer.MAX_VALUE, GpuErrorCode.OTHER.number());
    return new Failed(GpuErrorCode.of(number, error), error);
  }

  private static Pong readPong(JsonObject json) {
    if (!json.flag("pong")) {
      throw new JsonProblem("pong", "must be true");
    }
    return new Pong(label(json, "version"));
  }

  private static Label label(JsonObject json, String name) {
    return json.optionalText(name).map(Label::of).orElse(Label.NONE);
  }

  private static Info readInfo(JsonObject json) {
    return new Info(
        label(json, "version"),
        label(json, "driver_version"),
        label(json, "cuda_version"),
        json.objects("gpus").stream().map(GpuDevice::read).toList());
  }

  private static Computed readComputed(GpuTask task, JsonObject json) {
    return new Computed(
        json.objects("results").stream().map(result -> readResult(task, result)).toList());
  }

  private static GpuUnitResult readResult(GpuTask task, JsonObject json) {
    var unit = new UnitId(json.text("gpu_uuid"));
    if (unit.equals(UnitId.CPU)) {
      throw new JsonProblem("gpu_uuid", "is no GPU's");
    }
    var signature =
        new Commitment.Signature(
            json.integerWithin("sig_ver", SIGNED, SIGNED), json.text("sig_val"));
    var result =
        new GpuUnitResult(
            json.integerWithinOr("gpu_id", 0, Integer.MAX_VALUE, 0),
            new Commitment(unit, new MerkleRoot(json.text("merkle_root")), signature),
            new GpuUnitResult.Work(
                json.numberOr("execution_time_ms", 0),
                json.integerWithinOr("actual_matrix_iterations", 0, Integer.MAX_VALUE, 0),
                label(json, "verification_hash")),
            json.texts("row_hashes"));
    if (result.rowHashes().size() != task.matrixSize()) {
      throw new JsonProblem(
          "row_hashes",
          "are " + result.rowHashes().size() + " of a matrix of " + task.matrixSize() + " rows");
    }
    return result;
  }

  private static void checkUnit(UnitId asked, JsonObject json) {
    if (!asked.value().equals(json.textOr("gpu_uuid", asked.value()))) {
      throw new JsonProblem("gpu_uuid", "is not the one asked for");
    }
  }

  private static Coordinates readCoordinates(GetCoordinates asked, JsonObject json) {
    checkUnit(asked.unit(), json);
    var values = finite(json, "values");
    if (values.count() != asked.coordinates().size()) {
      throw new JsonProblem(
          "values", "are " + values.count() + ", asked for " + asked.coordinates().size());
    }
    return new Coordinates(asked.unit(), values);
  }

  private static Rows readRows(GetRows asked, JsonObject json) {
    checkUnit(asked.unit(), json);
    var rows = json.object("rows");
    return new Rows(
        asked.unit(),
        json.integerWithin("matrix_size", 1, GpuTask.MATRIX_SIZE_MAX),
        asked.rows().stream()
            .map(row -> new Row(row, finite(rows, Integer.toString(row))))
            .toList());
  }

  /// A device that gives anything else has failed; a validator must not hear of it as a value.
  private static Numbers finite(JsonObject json, String name) {
    var values = json.numbersOrNone(name);
    if (!values.areFinite()) {
      throw new JsonProblem(name, "must be finite numbers");
    }
    return values;
  }

  /// The answer as a server sends it.
  public static Bytes encode(GpuAnswer answer) {
    return Bytes.ofText(write(answer).toText());
  }

  private static JsonObject write(GpuAnswer answer) {
    return switch (answer) {
      case Pong(var version) -> success().put("pong", true).put("version", version.value()).build();
      case Info(var version, var driver, var cuda, var gpus) ->
          success()
              .put("version", version.value())
              .put("gpu_count", gpus.size())
              .put("driver_version", driver.value())
              .put("cuda_version", cuda.value())
              .putObjects("gpus", gpus.stream().map(GpuDevice::toJson).toList())
              .build();
      case Computed(var results) ->
          success()
              .put("result_count", results.size())
              .putObjects("results", results.stream().map(GpuAnswerCodec::write).toList())
              .build();
      case Coordinates(var unit, var values) ->
          success()
              .put("gpu_uuid", unit.value())
              .put("num_queries", values.count())
              .putNumbers("values", values)
              .build();
      case Rows rows -> write(rows);
      case Cleared(var count) -> success().put("cleared_count", count).build();
      case PoolAdjusted(var active) -> success().put("active_gpus", active).build();
      case Failed(var code, var error) ->
          JsonObject.builder()
              .put("success", false)
              .put("error", error.value())
              .put("error_code", code.number())
              .build();
    };
  }

  private static JsonObject.Builder success() {
    return JsonObject.builder().put("success", true);
  }

  private static JsonObject write(Rows answer) {
    var rows = JsonObject.builder();
    answer.rows().forEach(row -> rows.putNumbers(Integer.toString(row.index()), row.values()));
    return success()
        .put("gpu_uuid", answer.unit().value())
        .put("matrix_size", answer.matrixSize())
        .put("num_rows", answer.rows().size())
        .put("rows", rows.build())
        .build();
  }

  private static JsonObject write(GpuUnitResult result) {
    var commitment = result.commitment();
    return JsonObject.builder()
        .put("gpu_id", result.gpuIndex())
        .put("gpu_uuid", commitment.unit().value())
        .put("execution_time_ms", result.work().millis())
        .put("actual_matrix_iterations", result.work().iterations())
        .put("verification_hash", result.work().verificationHash().value())
        .put("merkle_root", commitment.root().hex())
        .put("sig_ver", commitment.signature().version())
        .put("sig_val", commitment.signature().text())
        .putTexts("row_hashes", result.rowHashes())
        .build();
  }
}
