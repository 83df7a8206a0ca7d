package io.byteleap.wire;

import io.byteleap.json.JsonObject;
import java.util.Optional;

/// Leave to enrol at a VM gateway: the token, until when it is good (ISO 8601, as the gateway wrote
/// it) and the address to enrol at. Where the last two are unknown they are empty.
public record EnrolGrant(EnrolToken token, String expiresAt, String url) {
  private static final int TEXT_LENGTH_MAX = 2_048;

  public EnrolGrant {
    if (expiresAt.length() > TEXT_LENGTH_MAX || url.length() > TEXT_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "expires_at and enrollment_url must have at most " + TEXT_LENGTH_MAX + " characters");
    }
  }

  /// What an answer holds of it; empty when there is no token.
  public static Optional<EnrolGrant> read(JsonObject json) {
    String expiresAt = json.optionalText("expires_at").orElse("");
    String url = json.optionalText("enrollment_url").orElse("");
    return json.optionalText("token")
        .filter(token -> !token.isEmpty())
        .map(token -> new EnrolGrant(new EnrolToken(token), expiresAt, url));
  }

  public JsonObject toJson() {
    return JsonObject.builder()
        .put("token", token.reveal())
        .putOrNull("expires_at", known(expiresAt))
        .putOrNull("enrollment_url", known(url))
        .build();
  }

  private static Optional<String> known(String text) {
    return Optional.of(text).filter(some -> !some.isEmpty());
  }
}
