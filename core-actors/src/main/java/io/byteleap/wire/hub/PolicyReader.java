package io.byteleap.wire.hub;

import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.hub.HubMessage.ConfigUpdate;
import io.byteleap.wire.hub.HubMessage.NoAllowedRoot;
import io.byteleap.wire.hub.HubMessage.RefusedConfigUpdate;
import io.byteleap.wire.hub.HubMessage.RefusedKeys;
import io.byteleap.wire.hub.HubMessage.RefusedPart;
import java.util.ArrayList;
import java.util.List;

/// Reads the settings of one config update: all of them, or why none is taken. Roots that the hub
/// may not change are passed over when there is one that it may, as the existing validators do.
final class PolicyReader {
  private static final int PARTS_MAX = 64;

  private final List<PolicySetting> settings = new ArrayList<>();
  private final List<RefusedPart> refused = new ArrayList<>();

  private PolicyReader() {}

  static HubMessage read(JsonObject payload) {
    var roots = PolicyKey.ROOTS.stream().filter(payload::has).toList();
    if (roots.isEmpty()) {
      return new RefusedConfigUpdate(
          new NoAllowedRoot(payload.names().stream().limit(PARTS_MAX).map(Label::of).toList()));
    }
    var reader = new PolicyReader();
    roots.forEach(root -> reader.readSection(payload, root, root));
    return reader.refused.isEmpty()
        ? new ConfigUpdate(reader.settings)
        : new RefusedConfigUpdate(new RefusedKeys(reader.refused));
  }

  /// Nesting is bounded by the sections that there are.
  private void readSection(JsonObject parent, String name, String path) {
    switch (Decoded.of(() -> parent.object(name))) {
      case Decoded.Refused<JsonObject>(var why) -> refuse(path, why);
      case Decoded.Read<JsonObject>(var section) ->
          section.names().forEach(key -> readEntry(section, key, path + "." + key));
    }
  }

  private void readEntry(JsonObject section, String name, String path) {
    var key = PolicyKey.of(path);
    if (key.isPresent()) {
      readSetting(section, name, key.get());
    } else if (PolicyKey.FIXED_AT_START.contains(path)) {
      refuse(path, Label.of("cannot change while the validator runs"));
    } else if (PolicyKey.isSection(path)) {
      readSection(section, name, path);
    } else {
      refuse(path, Label.of("unknown key"));
    }
  }

  private void readSetting(JsonObject section, String name, PolicyKey key) {
    switch (Decoded.of(() -> key.read(section, name))) {
      case Decoded.Read<PolicySetting>(var setting) -> settings.add(setting);
      case Decoded.Refused<PolicySetting>(var why) -> refuse(key.path(), why);
    }
  }

  private void refuse(String path, Label why) {
    if (refused.size() < PARTS_MAX) {
      refused.add(new RefusedPart(Label.of(path), why));
    }
  }
}
