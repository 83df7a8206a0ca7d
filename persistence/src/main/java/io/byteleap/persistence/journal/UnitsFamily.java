package io.byteleap.persistence.journal;

import io.byteleap.domain.admission.WorkerKey;
import io.byteleap.domain.exact.UnitBook;
import io.byteleap.domain.exact.UnitBook.Binding;
import io.byteleap.domain.exact.UnitBook.MinerLeft;
import io.byteleap.domain.exact.UnitBook.UnitBound;
import io.byteleap.domain.exact.UnitBook.UnitReleased;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.json.JsonObject;
import java.util.Set;

/// Events and state of the book of units and their keys.
final class UnitsFamily implements EventFamily {
  private static final String BOUND = "units/bound/1";
  private static final String MINER_LEFT = "units/miner-left/1";
  private static final String RELEASED = "units/released/1";
  private static final String STATE = "units/state/1";
  private static final Set<String> MANIFESTS = Set.of(BOUND, MINER_LEFT, RELEASED, STATE);

  @Override
  public boolean writes(Object value) {
    return value instanceof UnitBook.Event || value instanceof UnitBook;
  }

  @Override
  public boolean reads(String manifest) {
    return MANIFESTS.contains(manifest);
  }

  @Override
  public String manifestOf(Object value) {
    return value instanceof UnitBook
        ? STATE
        : switch ((UnitBook.Event) value) {
          case UnitBound _ -> BOUND;
          case MinerLeft _ -> MINER_LEFT;
          case UnitReleased _ -> RELEASED;
        };
  }

  @Override
  public JsonObject write(Object value) {
    if (value instanceof UnitBook book) {
      return JsonObject.builder()
          .putObjects("units", book.bindings().stream().map(UnitsFamily::write).toList())
          .build();
    }
    return switch ((UnitBook.Event) value) {
      case UnitBound(var unit, var key, var at) ->
          JournalParts.at(at).putAll(write(new Binding(unit, key))).build();
      case MinerLeft(var miner, var at) -> JournalParts.at(at).put("miner", miner.value()).build();
      case UnitReleased(var unit, var at) -> JournalParts.at(at).putAll(write(unit)).build();
    };
  }

  private static JsonObject write(Binding binding) {
    return JsonObject.builder()
        .putAll(write(binding.unit()))
        .put("key", binding.key().hex())
        .build();
  }

  private static JsonObject write(UnitName unit) {
    return JsonObject.builder()
        .put("miner", unit.hotkey().value())
        .put("worker", unit.worker().value())
        .put("uuid", unit.unit().value())
        .build();
  }

  @Override
  public Object read(String manifest, JsonObject json) {
    return switch (manifest) {
      case STATE -> UnitBook.of(json.objects("units").stream().map(UnitsFamily::binding).toList());
      case BOUND -> {
        var binding = binding(json);
        yield new UnitBound(binding.unit(), binding.key(), JournalParts.readAt(json));
      }
      case MINER_LEFT -> new MinerLeft(new Hotkey(json.text("miner")), JournalParts.readAt(json));
      case RELEASED -> new UnitReleased(unit(json), JournalParts.readAt(json));
      default -> throw new IllegalStateException("BUG: " + manifest);
    };
  }

  private static Binding binding(JsonObject json) {
    return new Binding(unit(json), new WorkerKey(json.text("key")));
  }

  private static UnitName unit(JsonObject json) {
    return new UnitName(
        new Hotkey(json.text("miner")),
        new WorkerId(json.text("worker")),
        new UnitId(json.text("uuid")));
  }
}
