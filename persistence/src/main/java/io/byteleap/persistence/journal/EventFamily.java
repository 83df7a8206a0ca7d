package io.byteleap.persistence.journal;

import io.byteleap.json.JsonObject;

/// How one kind of persistent actor's events and state are written.
///
/// A manifest is `family/event/version`. What was released is never changed: a new form is the next
/// version, written from then on, and the old one is still read.
interface EventFamily {
  /// Whether this family writes `value`.
  boolean writes(Object value);

  /// Whether this family reads `manifest`.
  boolean reads(String manifest);

  String manifestOf(Object value);

  JsonObject write(Object value);

  /// Throws what a JSON reader throws when `json` is not what the manifest promises.
  Object read(String manifest, JsonObject json);
}
