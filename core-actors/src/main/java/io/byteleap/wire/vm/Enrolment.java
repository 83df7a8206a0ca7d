package io.byteleap.wire.vm;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.SecureUrl;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.IsoTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The two bodies of an enrolment over HTTP: a worker sends a signing request with the token that
/// its miner relayed (in the `Authorization` header, not here), and gets its certificate.
public final class Enrolment {
  /// Longest body in bytes, both ways.
  public static final int BODY_SIZE_MAX = 1 << 20;

  /// How long the exchange may take.
  public static final Duration TIMEOUT = Duration.ofSeconds(15);

  private static final int CAPABILITIES_MAX = 256;
  private static final Json JSON = Json.upTo(BODY_SIZE_MAX);

  private Enrolment() {}

  /// `name` may be empty; `metadata` is the worker's `system_info`.
  public record Request(
      WorkerId worker,
      Label name,
      Label version,
      List<String> capabilities,
      Pem signingRequest,
      JsonObject metadata) {
    public Request {
      checkCapabilities(capabilities);
      capabilities = List.copyOf(capabilities);
    }

    public String toText() {
      var json = JsonObject.builder().put("workerId", worker.value());
      return (name.isBlank() ? json.putNull("workerName") : json.put("workerName", name.value()))
          .put("workerVersion", version.value())
          .putTexts("capabilities", capabilities)
          .put("csrPem", signingRequest.text())
          .put("metadata", metadata)
          .build()
          .toText();
    }
  }

  /// What a worker is to the gateway from now on: its certificate, whom it trusts, until when, and
  /// where to connect.
  public record Granted(
      Pem certificate, CertSerial serial, Pem trusted, Instant expiresAt, SecureUrl gateway) {
    public String toText() {
      var json =
          JsonObject.builder()
              .put("deviceCertPem", certificate.text())
              .put("caBundle", trusted.text())
              .put("expiresAt", expiresAt.toString())
              .put("wsUrl", gateway.text());
      return (serial.isKnown() ? json.put("certSerial", serial.hex()) : json).build().toText();
    }
  }

  static void checkCapabilities(List<String> capabilities) {
    if (capabilities.size() > CAPABILITIES_MAX) {
      throw new JsonProblem("capabilities", "more than " + CAPABILITIES_MAX);
    }
  }

  /// Refused with a reason: a body that lacks one of its four required keys, certificates that are
  /// no PEM, an address that is not `wss`.
  public static Decoded<Granted> decodeGranted(String body) {
    return Decoded.of(() -> readGranted(JSON.parse(body)));
  }

  static Granted readGranted(JsonObject json) {
    return new Granted(
        Pem.certificates(json.literal("deviceCertPem")),
        json.optionalText("certSerial").map(CertSerial::new).orElse(CertSerial.UNKNOWN),
        Pem.certificates(json.literal("caBundle")),
        IsoTime.parse(json.text("expiresAt")),
        SecureUrl.wss(json.text("wsUrl")));
  }

  public static Decoded<Request> decodeRequest(String body) {
    return Decoded.of(
        () -> {
          var json = JSON.parse(body);
          return new Request(
              new WorkerId(json.text("workerId")),
              json.optionalText("workerName").map(Label::of).orElse(Label.NONE),
              Label.of(json.text("workerVersion")),
              json.texts("capabilities"),
              Pem.request(json.literal("csrPem")),
              json.object("metadata"));
        });
  }
}
