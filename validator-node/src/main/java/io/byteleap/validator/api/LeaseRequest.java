package io.byteleap.validator.api;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.lease.LeaseTerms;
import io.byteleap.domain.units.Label;
import io.byteleap.http.JsonBody;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.Decoded;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// What a marketplace sends to lend a worker: `hotkey`, `worker_id`, `until` (ISO 8601), and if it
/// likes `lease_id` (a new one otherwise; the same id again is the same lease), `from` (else at
/// once), `score` (0 to 1, else 1) and `source` (its name; else its token's label).
record LeaseRequest(Hotkey hotkey, LeaseTerms terms) {
  private static final Json JSON = Json.upTo(JsonBody.SIZE_MAX);

  /// What the lease is called and comes from unless the request says so.
  record Usual(LeaseId id, Label source) {}

  static Decoded<LeaseRequest> decode(String text, Usual usual) {
    return Decoded.of(() -> read(JSON.parse(text), usual));
  }

  private static LeaseRequest read(JsonObject json, Usual usual) {
    var id = json.optionalText("lease_id").map(LeaseId::new).orElse(usual.id());
    var terms =
        new LeaseTerms(
            id,
            new WorkerId(json.text("worker_id")),
            json.optionalText("source").map(Label::of).orElse(usual.source()),
            LeaseScore.of(json.numberOr("score", 1)),
            instant(json, "from")
                .<LeaseTerms.Beginning>map(LeaseTerms.On::new)
                .orElseGet(LeaseTerms.AtOnce::new),
            until(json));
    return new LeaseRequest(new Hotkey(json.text("hotkey")), terms);
  }

  /// The new end in a renewal's body.
  static Decoded<Instant> decodeRenewal(String text) {
    return Decoded.of(() -> until(JSON.parse(text)));
  }

  private static Instant until(JsonObject json) {
    return instant(json, "until").orElseThrow(() -> new JsonProblem("until", "is required"));
  }

  private static Optional<Instant> instant(JsonObject json, String name) {
    try {
      return json.optionalText(name).map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw new JsonProblem(name, "must be a time such as 2026-01-31T12:00:00Z");
    }
  }
}
