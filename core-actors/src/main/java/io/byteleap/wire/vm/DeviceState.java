package io.byteleap.wire.vm;

import io.byteleap.config.Secret;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.IsoTime;
import java.time.Instant;

/// What a worker keeps of its enrolment between runs, in `vmgw_state.json`: the private key, what
/// was granted for it, and when. `enrolledAt` and `renewedAt` are [#UNKNOWN] where the file does
/// not say. The file is for the worker's user alone (mode 0600) and is replaced as a whole.
public record DeviceState(
    Secret privateKey, Enrolment.Granted granted, Instant enrolledAt, Instant renewedAt) {
  public static final Instant UNKNOWN = Instant.EPOCH;

  private static final Json JSON = Json.upTo(Enrolment.BODY_SIZE_MAX);
  private static final String KEY_KIND = "PRIVATE KEY";

  /// The file's content.
  public static Decoded<DeviceState> decode(String text) {
    return Decoded.of(() -> read(JSON.parse(text)));
  }

  private static DeviceState read(JsonObject json) {
    String key = json.literal("deviceKeyPem");
    if (!Pem.isBlock(key, KEY_KIND)) {
      throw new JsonProblem("deviceKeyPem", "must be a private key in PEM (PKCS#8)");
    }
    return new DeviceState(
        Secret.of(key),
        Enrolment.readGranted(json),
        json.optionalText("enrolledAt").map(IsoTime::parse).orElse(UNKNOWN),
        json.optionalText("lastRenewedAt").map(IsoTime::parse).orElse(UNKNOWN));
  }

  /// The file's content, the private key in clear.
  public String toText() {
    var json =
        JsonObject.builder()
            .put("deviceCertPem", granted.certificate().text())
            .put("deviceKeyPem", privateKey.reveal())
            .put("caBundle", granted.trusted().text())
            .put("expiresAt", granted.expiresAt().toString())
            .put("wsUrl", granted.gateway().text());
    if (granted.serial().isKnown()) {
      json.put("certSerial", granted.serial().hex());
    }
    if (!enrolledAt.equals(UNKNOWN)) {
      json.put("enrolledAt", IsoTime.micros(enrolledAt));
    }
    if (!renewedAt.equals(UNKNOWN)) {
      json.put("lastRenewedAt", IsoTime.micros(renewedAt));
    }
    return json.build().toText();
  }
}
