package io.byteleap.wire.exact;

import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.Decoded;
import java.util.Arrays;
import java.util.List;

/// What is said of single units in the messages of challenge v2: commitments, requests, refusals,
/// openings. Whatever is wrong with one unit is read as that, as long as its name can be read.
public final class UnitParts {
  private static final String UNIT = "uuid";
  private static final String KEY = "key";
  private static final String FRAME = "frame";
  private static final String ERROR = "error";
  private static final String WHY = "why";
  private static final String VERSION = "sig_ver";
  private static final int SIGNATURE_VERSION = 2;

  private UnitParts() {}

  /// Whether commitments of a message are of version 2: one of them has a key of its own, or says
  /// so.
  public static boolean areCommitments(List<JsonObject> items) {
    return items.stream().anyMatch(UnitParts::isCommitment);
  }

  private static boolean isCommitment(JsonObject item) {
    return item.has(KEY)
        || Decoded.of(() -> item.integerWithin(VERSION, SIGNATURE_VERSION, SIGNATURE_VERSION))
            instanceof Decoded.Read<Integer>;
  }

  /// Whether proofs of a message are of version 2: one of them has a frame.
  public static boolean areOpenings(List<JsonObject> items) {
    return items.stream().anyMatch(item -> item.has(FRAME));
  }

  public static JsonObject write(UnitCommitment said) {
    return switch (said) {
      case UnitCommitment.Committed(var commitment) -> ExactParts.write(commitment);
      case UnitCommitment.GivenUp(var unit, var why) -> failed(unit, why);
      case UnitCommitment.Unreadable(var unit, var why) -> failed(unit, why);
    };
  }

  private static JsonObject failed(UnitId unit, Label why) {
    return JsonObject.builder()
        .put(UNIT, unit.value())
        .put(VERSION, SIGNATURE_VERSION)
        .put(ERROR, why.value())
        .build();
  }

  /// 1 to 64 units. Refused as a whole: none or more of them, one twice, one without a name.
  public static List<UnitCommitment> readCommitments(List<JsonObject> items) {
    var units = bounded("commitments", items).stream().map(UnitParts::readCommitment).toList();
    distinct("commitments", units.stream().map(UnitCommitment::unit).toList());
    return units;
  }

  private static UnitCommitment readCommitment(JsonObject json) {
    var unit = new UnitId(json.text(UNIT));
    if (json.has(ERROR)) {
      return new UnitCommitment.GivenUp(unit, error(json));
    }
    return switch (Decoded.of(() -> ExactParts.readCommitment(json))) {
      case Decoded.Read(var commitment) -> new UnitCommitment.Committed(commitment);
      case Decoded.Refused(var why) -> new UnitCommitment.Unreadable(unit, why);
    };
  }

  private static Label error(JsonObject json) {
    return Decoded.of(() -> json.text(ERROR)) instanceof Decoded.Read(var text)
        ? Label.of(text)
        : Label.NONE;
  }

  private static List<JsonObject> bounded(String name, List<JsonObject> items) {
    if (items.isEmpty() || items.size() > ExactOrder.UNITS_MAX) {
      throw new JsonProblem(name, "must be 1 to " + ExactOrder.UNITS_MAX);
    }
    return items;
  }

  private static void distinct(String name, List<UnitId> units) {
    if (units.stream().distinct().count() != units.size()) {
      throw new JsonProblem(name, "name a unit twice");
    }
  }

  public static JsonObject write(UnitOpening said) {
    return switch (said) {
      case UnitOpening.Opened(var unit, var frame) -> ExactParts.writeOpening(unit, frame);
      case UnitOpening.GivenUp(var unit, var why) -> unopened(unit, why);
      case UnitOpening.Unreadable(var unit, var why) -> unopened(unit, why);
    };
  }

  private static JsonObject unopened(UnitId unit, Label why) {
    return JsonObject.builder()
        .putAll(ExactParts.writeOpening(unit, Bytes.adopting(new byte[0])))
        .put(ERROR, why.value())
        .build();
  }

  /// The opening of one unit. Refused as a whole: none or several, one without a name.
  public static UnitOpening readOpening(List<JsonObject> items) {
    if (items.size() != 1) {
      throw new JsonProblem("proofs", "must be of one unit");
    }
    var json = items.getFirst();
    var unit = new UnitId(json.text(UNIT));
    if (json.has(ERROR)) {
      return new UnitOpening.GivenUp(unit, error(json));
    }
    return switch (Decoded.of(() -> ExactParts.readOpening(json))) {
      case Decoded.Read(var sent) -> new UnitOpening.Opened(unit, sent.frame());
      case Decoded.Refused(var why) -> new UnitOpening.Unreadable(unit, why);
    };
  }

  public static JsonObject write(UnitRows asked) {
    return JsonObject.builder()
        .put(UNIT, asked.unit().value())
        .putIntegers("rows", asked.rows())
        .build();
  }

  public static List<UnitRows> readRows(List<JsonObject> items) {
    if (items.size() > ExactOrder.UNITS_MAX) {
      throw new JsonProblem("proof_requests", "are more than " + ExactOrder.UNITS_MAX);
    }
    var asked =
        items.stream()
            .map(json -> new UnitRows(new UnitId(json.text(UNIT)), json.indicesOrNone("rows")))
            .toList();
    distinct("proof_requests", asked.stream().map(UnitRows::unit).toList());
    return asked;
  }

  /// What one unit is asked, in a message to its worker. Refused: none or several.
  public static UnitRows readOneRows(List<JsonObject> items) {
    if (items.size() != 1) {
      throw new JsonProblem("requests", "must be of one unit");
    }
    return readRows(items).getFirst();
  }

  public static JsonObject write(UnitRefusal refusal) {
    return JsonObject.builder()
        .put(UNIT, refusal.unit().value())
        .put(WHY, refusal.why().code())
        .build();
  }

  public static List<UnitRefusal> readRefusals(List<JsonObject> items) {
    if (items.size() > ExactOrder.UNITS_MAX) {
      throw new JsonProblem("refused", "are more than " + ExactOrder.UNITS_MAX);
    }
    return items.stream()
        .map(json -> new UnitRefusal(new UnitId(json.text(UNIT)), readRefusal(json)))
        .toList();
  }

  private static ExactRefusal readRefusal(JsonObject json) {
    String code = json.text(WHY);
    return Arrays.stream(ExactRefusal.values())
        .filter(why -> why.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new JsonProblem(WHY, "is no refusal that this version knows"));
  }
}
