package io.byteleap.wire.vm;

import io.byteleap.json.JsonObject;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/// What a gateway understands beyond the protocol of the existing ones, and says in its `READY_V1`.
/// A worker sends none of it to a gateway that does not.
public enum GatewayFeature {
  /// `VM_PROGRESS_V1`: at which step an order is.
  PROGRESS("vm_progress_v1"),
  /// `VM_HANDOVER_V1`: the signed record of a machine that was taken down.
  HANDOVER("vm_handover_v1");

  private static final String FIELD = "features";

  private final String word;

  GatewayFeature(String word) {
    this.word = word;
  }

  /// Words that we do not know mean nothing to us.
  static Set<GatewayFeature> read(JsonObject json) {
    var words = json.textsOrNone(FIELD);
    var known = EnumSet.noneOf(GatewayFeature.class);
    Arrays.stream(values()).filter(feature -> words.contains(feature.word)).forEach(known::add);
    return known;
  }

  /// Nothing at all where there are none.
  static JsonObject.Builder put(JsonObject.Builder json, Collection<GatewayFeature> features) {
    return features.isEmpty()
        ? json
        : json.putTexts(FIELD, features.stream().sorted().map(feature -> feature.word).toList());
  }
}
