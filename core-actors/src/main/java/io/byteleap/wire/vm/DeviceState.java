package io.byteleap.wire.vm;

import io.byteleap.config.Secret;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.tls.P256Key;
import io.byteleap.tls.Pems;
import io.byteleap.tls.TlsProblem;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.IsoTime;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/// What a worker keeps of its enrolment between runs, in `vmgw_state.json`: the private key, what
/// was granted for it, and when. `enrolledAt` and `renewedAt` are [#UNKNOWN] where the file does
/// not say. The file is for the worker's user alone (mode 0600) and is replaced as a whole.
public record DeviceState(
    Secret privateKey, Enrolment.Granted granted, Instant enrolledAt, Instant renewedAt) {
  public static final Instant UNKNOWN = Instant.EPOCH;

  private static final Json JSON = Json.upTo(Enrolment.BODY_SIZE_MAX);
  private static final String KEY_KIND = "PRIVATE KEY";

  /// The state of a worker to which a certificate was granted for `key`.
  public static DeviceState of(
      P256Key key, Enrolment.Granted granted, Instant enrolledAt, Instant renewedAt) {
    return new DeviceState(Secret.of(key.pem()), granted, enrolledAt, renewedAt);
  }

  /// The worker's own certificate, the first of those that were granted.
  public X509Certificate certificate() throws TlsProblem {
    return chain().getFirst();
  }

  /// Its certificate and those above it.
  public List<X509Certificate> chain() throws TlsProblem {
    return Pems.certificates(granted.certificate().text());
  }

  /// The private key, with the public one of the certificate; refused when they are no pair.
  public P256Key key() throws TlsProblem {
    return P256Key.of(privateKey.reveal(), certificate().getPublicKey());
  }

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
