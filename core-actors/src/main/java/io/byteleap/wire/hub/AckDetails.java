package io.byteleap.wire.hub;

import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.hub.HubMessage.ConfigRefusal;
import io.byteleap.wire.hub.HubMessage.NoAllowedRoot;
import io.byteleap.wire.hub.HubMessage.NoPayload;
import io.byteleap.wire.hub.HubMessage.RefusedKeys;
import io.byteleap.wire.hub.HubMessage.RefusedPart;

/// `metadata` of a failed acknowledgement of a config update. Refused keys are named beside the
/// error text, in a field that the existing validators do not have.
final class AckDetails {
  private AckDetails() {}

  static JsonObject of(ConfigRefusal why) {
    return switch (why) {
      case NoAllowedRoot(var provided) ->
          JsonObject.builder()
              .put("error", "no_allowed_root")
              .putTexts("allowed", PolicyKey.ROOTS)
              .putTexts("provided_keys", provided.stream().map(Label::value).toList())
              .build();
      case RefusedKeys(var keys) ->
          JsonObject.builder()
              .put("error", "refused_keys")
              .putObjects("refused_keys", keys.stream().map(AckDetails::write).toList())
              .build();
      case NoPayload(var text) -> JsonObject.builder().put("error", text.value()).build();
    };
  }

  private static JsonObject write(RefusedPart part) {
    return JsonObject.builder()
        .put("key", part.where().value())
        .put("error", part.why().value())
        .build();
  }
}
