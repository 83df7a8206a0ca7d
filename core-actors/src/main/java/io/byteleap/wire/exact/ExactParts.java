package io.byteleap.wire.exact;

import io.byteleap.domain.admission.KeySignature;
import io.byteleap.domain.admission.WorkerKey;
import io.byteleap.domain.digest.Base64Text;
import io.byteleap.domain.digest.Hex;
import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.Extent;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.exact.Stint;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.presence.WorkerProfile;
import io.byteleap.domain.units.Bytes;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The pieces of challenge v2 that travel as JSON between worker, miner and validator
/// (`protocol-v2.md`). Readers throw what [io.byteleap.wire.Decoded#of] turns into a refusal.
public final class ExactParts {
  /// Capability, type of task and kind of challenge, as they are written.
  public static final String MATMUL_EXACT_V2 = WorkerProfile.MATMUL_EXACT_V2;

  private static final int SIGNATURE_VERSION = 2;
  private static final String WORK_MILLIS = "work_ms";
  private static final String ROWS_MADE = "rows_made";

  /// Longest base64 text of an opening.
  private static final int FRAME_DIGITS_MAX = (OpeningRequest.OPENING_BYTES_MAX + 2) / 3 * 4;

  private ExactParts() {}

  /// `data` of a task. Holds the keys of the matrices: for the worker, and for nobody's log.
  public static JsonObject write(ExactOrder order) {
    return JsonObject.builder()
        .putAll(write(order.shape()))
        .putAll(write(order.stint()))
        .put("key_b", order.keyOfB().hex())
        .putObjects(
            "units",
            order.keysOfA().entrySet().stream()
                .map(each -> write(each.getKey(), each.getValue()))
                .toList())
        .build();
  }

  /// Nothing where the product is to be whole.
  private static JsonObject write(Stint stint) {
    return switch (stint) {
      case Stint.Whole() -> JsonObject.EMPTY;
      case Stint.Within(var time) -> JsonObject.builder().put(WORK_MILLIS, time.toMillis()).build();
    };
  }

  private static Stint readStint(JsonObject data) {
    return data.has(WORK_MILLIS)
        ? new Stint.Within(
            Duration.ofMillis(data.integerWithin(WORK_MILLIS, 1, (int) Stint.MAX.toMillis())))
        : new Stint.Whole();
  }

  /// The kind and the shape alone.
  public static JsonObject write(ExactShape shape) {
    return JsonObject.builder()
        .put("challenge_type", MATMUL_EXACT_V2)
        .put("matrix_size", shape.size())
        .put("iterations", shape.steps())
        .build();
  }

  public static ExactShape readShape(JsonObject data) {
    return new ExactShape(
        data.integerWithin("matrix_size", 1, ExactShape.SIZE_MAX),
        data.integerWithin("iterations", 1, ExactShape.STEPS_MAX));
  }

  private static JsonObject write(UnitId unit, MatrixKey keyOfA) {
    return JsonObject.builder().put("uuid", unit.value()).put("key_a", keyOfA.hex()).build();
  }

  public static ExactOrder readOrder(JsonObject data) {
    return new ExactOrder(
        readShape(data), readKey(data, "key_b"), readUnits(data), readStint(data));
  }

  private static SortedMap<UnitId, MatrixKey> readUnits(JsonObject data) {
    var units = bounded("units", data.objects("units"));
    SortedMap<UnitId, MatrixKey> keys = new TreeMap<>();
    for (var unit : units) {
      var key = readKey(unit, "key_a");
      if (keys.put(new UnitId(unit.text("uuid")), key) != null) {
        throw new JsonProblem("units", "name a unit twice");
      }
    }
    return keys;
  }

  private static List<JsonObject> bounded(String name, List<JsonObject> units) {
    if (units.size() > ExactOrder.UNITS_MAX) {
      throw new JsonProblem(name, "are more than " + ExactOrder.UNITS_MAX);
    }
    return units;
  }

  /// Refused without being repeated.
  private static MatrixKey readKey(JsonObject json, String name) {
    String hex = json.text(name);
    if (!Hex.isHex(hex, 2 * MatrixKey.LENGTH)) {
      throw new JsonProblem(name, "must be 64 lower-case hex digits");
    }
    return MatrixKey.ofHex(hex);
  }

  public static JsonObject write(ExactCommitment commitment) {
    return JsonObject.builder()
        .put("uuid", commitment.unit().value())
        .putAll(write(commitment.extent()))
        .put("merkle_root", commitment.root().hex())
        .put("sig_ver", SIGNATURE_VERSION)
        .put("key", commitment.key().hex())
        .put("sig_val", commitment.signature().hex())
        .build();
  }

  /// Nothing where it is to all rows.
  private static JsonObject write(Extent extent) {
    return switch (extent) {
      case Extent.Whole() -> JsonObject.EMPTY;
      case Extent.First(int rows) -> JsonObject.builder().put(ROWS_MADE, rows).build();
    };
  }

  private static Extent readExtent(JsonObject json) {
    return json.has(ROWS_MADE)
        ? new Extent.First(json.integerWithin(ROWS_MADE, 1, ExactShape.SIZE_MAX))
        : new Extent.Whole();
  }

  public static ExactCommitment readCommitment(JsonObject json) {
    json.integerWithin("sig_ver", SIGNATURE_VERSION, SIGNATURE_VERSION);
    return new ExactCommitment(
        new UnitId(json.text("uuid")),
        readExtent(json),
        TreeHash.ofHex(json.text("merkle_root")),
        new WorkerKey(json.text("key")),
        new KeySignature(json.text("sig_val")));
  }

  /// What one unit of a challenge is asked.
  public static JsonObject write(OpeningRequest request) {
    return JsonObject.builder()
        .put("uuid", request.unit().value())
        .putIntegers("rows", request.rows())
        .build();
  }

  /// The request as the worker reads it, who knows the shape of its own product.
  public static OpeningRequest readRequest(
      ChallengeId challenge, ExactShape shape, JsonObject json) {
    return new OpeningRequest(
        challenge, new UnitId(json.text("uuid")), shape, json.indicesOrNone("rows"));
  }

  /// An opening inside a message of JSON.
  public static JsonObject writeOpening(UnitId unit, Bytes frame) {
    return JsonObject.builder()
        .put("uuid", unit.value())
        .put("frame", Base64Text.encoded(frame.toArray()))
        .build();
  }

  /// An opening as it came: of which unit, and its frame, which [OpeningFrame] reads.
  public record SentOpening(UnitId unit, Bytes frame) {}

  public static SentOpening readOpening(JsonObject json) {
    String text = json.text("frame");
    if (text.length() > FRAME_DIGITS_MAX) {
      throw new JsonProblem(
          "frame", "is longer than " + OpeningRequest.OPENING_BYTES_MAX + " bytes");
    }
    var unit = new UnitId(json.text("uuid"));
    try {
      return new SentOpening(unit, Bytes.adopting(Base64Text.decoded(text)));
    } catch (IllegalArgumentException _) {
      throw new JsonProblem("frame", "must be base64");
    }
  }
}
