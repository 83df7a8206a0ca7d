package io.byteleap.miner.admission;

import io.byteleap.domain.admission.TokenId;
import io.byteleap.domain.admission.TokenSecret;
import io.byteleap.domain.admission.WorkerKey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.miner.admission.Member.Draining;
import io.byteleap.miner.admission.Member.Duty;
import io.byteleap.miner.admission.Member.Identity;
import io.byteleap.miner.admission.Member.Keyed;
import io.byteleap.miner.admission.Member.Legacy;
import io.byteleap.miner.admission.Member.OnDuty;
import io.byteleap.miner.admission.Member.Removed;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.TreeMap;

/// The book as it is written to its file, version 1: `tokens` and `members`, an object each.
final class BookJson {
  private static final int VERSION = 1;

  private BookJson() {}

  static Book read(JsonObject json) {
    int version = json.integerWithin("version", 1, Integer.MAX_VALUE);
    if (version != VERSION) {
      throw new JsonProblem("version", version + " was written by a newer miner");
    }
    var tokens = new TreeMap<TokenId, Token>();
    json.objects("tokens").stream()
        .map(BookJson::readToken)
        .forEach(token -> tokens.put(token.id(), token));
    var members = new TreeMap<WorkerId, Member>();
    json.objects("members").stream()
        .map(BookJson::readMember)
        .forEach(member -> members.put(member.id(), member));
    return new Book(tokens, members);
  }

  private static Token readToken(JsonObject json) {
    return new Token(
        new TokenId(json.text("id")),
        TokenSecret.ofHex(json.text("secret")),
        Label.of(json.text("label")),
        instant(json, "issued_at"),
        instant(json, "expires_at"),
        json.integerWithin("uses_max", 1, Integer.MAX_VALUE),
        json.integerWithin("uses", 0, Integer.MAX_VALUE));
  }

  private static Member readMember(JsonObject json) {
    return new Member(
        new WorkerId(json.text("worker_id")),
        identity(json),
        Label.of(json.text("label")),
        instant(json, "since"),
        duty(json));
  }

  private static Identity identity(JsonObject json) {
    return json.optionalText("key")
        .<Identity>map(key -> new Keyed(new WorkerKey(key)))
        .orElseGet(Legacy::new);
  }

  private static Duty duty(JsonObject json) {
    return switch (json.text("duty")) {
      case "on_duty" -> new OnDuty();
      case "draining" -> new Draining();
      case "removed" -> new Removed(instant(json, "removed_at"));
      case String other -> throw new JsonProblem("duty", "unknown: " + other);
    };
  }

  private static Instant instant(JsonObject json, String name) {
    try {
      return Instant.parse(json.text(name));
    } catch (DateTimeException e) {
      throw new JsonProblem(name, "is no time");
    }
  }

  static JsonObject write(Book book) {
    return JsonObject.builder()
        .put("version", VERSION)
        .putObjects("tokens", book.tokens().values().stream().map(BookJson::write).toList())
        .putObjects("members", book.members().values().stream().map(BookJson::write).toList())
        .build();
  }

  private static JsonObject write(Token token) {
    return JsonObject.builder()
        .put("id", token.id().hex())
        .put("secret", token.secret().reveal())
        .put("label", token.label().value())
        .put("issued_at", token.issuedAt().toString())
        .put("expires_at", token.expiresAt().toString())
        .put("uses_max", token.usesMax())
        .put("uses", token.uses())
        .build();
  }

  private static JsonObject write(Member member) {
    var json =
        JsonObject.builder()
            .put("worker_id", member.id().value())
            .put("label", member.label().value())
            .put("since", member.since().toString());
    switch (member.identity()) {
      case Keyed(var key) -> json.put("key", key.hex());
      case Legacy() -> json.putNull("key");
    }
    switch (member.duty()) {
      case OnDuty() -> json.put("duty", "on_duty");
      case Draining() -> json.put("duty", "draining");
      case Removed(var at) -> json.put("duty", "removed").put("removed_at", at.toString());
    }
    return json.build();
  }
}
