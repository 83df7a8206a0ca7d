package io.byteleap.wire.hub;

import io.byteleap.domain.units.Label;

/// The hub's name for a message that it wants acknowledged, given back exactly as it came: 1 to 128
/// characters that can be shown. [#NONE] stands for a message that wants no acknowledgement.
public record MessageId(String value) {
  public static final MessageId NONE = new MessageId("");

  public MessageId {
    if (!Label.of(value).value().equals(value)) {
      throw new IllegalArgumentException("messageId must be a short text that can be shown");
    }
  }

  public boolean isPresent() {
    return !value.isEmpty();
  }
}
