package io.byteleap.miner.api;

import io.byteleap.domain.admission.JoinToken;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.admission.Book;
import io.byteleap.miner.admission.Member;
import io.byteleap.miner.admission.Token;
import io.byteleap.miner.api.Listing.Item;
import io.byteleap.miner.worker.WorkerRegistry.Roster;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;

/// How the HTTP interface writes workers and join tokens.
final class WorkerJson {
  private WorkerJson() {}

  /// What the operator has decided about a worker, and by what it is known.
  static JsonObject standing(Member member) {
    var json = JsonObject.builder().put("label", member.label().value());
    switch (member.identity()) {
      case Member.Keyed(var key) ->
          json.put("access", "keyed")
              .put("key_fingerprint", key.fingerprint())
              .put("joined_at", member.since().toString());
      case Member.Legacy() ->
          json.put("access", "legacy").putNull("key_fingerprint").putNull("joined_at");
    }
    json.put(
        "duty",
        switch (member.duty()) {
          case Member.OnDuty() -> "on_duty";
          case Member.Draining() -> "draining";
          case Member.Removed _ -> "removed";
        });
    return json.build();
  }

  /// Every worker of `own` that is connected or kept, but for those who were removed.
  static Stream<Item> workers(Hotkey own, Roster roster, Book book) {
    var all = new TreeMap<String, JsonObject>();
    book.members().values().stream()
        .filter(member -> !member.isRemoved())
        .forEach(member -> all.put(member.id().value(), absent(own, member)));
    roster
        .workers()
        .forEach(entry -> all.put(entry.view().id().value(), ApiJson.worker(own, entry.view())));
    return all.entrySet().stream()
        .map(entry -> new Item(own.value() + "/" + entry.getKey(), entry.getValue()));
  }

  /// A worker of which only the book knows.
  static JsonObject absent(Hotkey own, Member member) {
    return JsonObject.builder()
        .put("hotkey", own.value())
        .put("worker_id", member.id().value())
        .put("name", "")
        .put("version", "")
        .putTexts("capabilities", List.of())
        .put("address", "")
        .putNull("connected_at")
        .putAll(standing(member))
        .putNull("transport")
        .put("status", "offline")
        .putNull("task")
        .putNull("last_heartbeat")
        .build();
  }

  /// A token without its secret.
  static JsonObject token(Token token, Instant now) {
    return JsonObject.builder()
        .put("id", token.id().hex())
        .put("label", token.label().value())
        .put("issued_at", token.issuedAt().toString())
        .put("expires_at", token.expiresAt().toString())
        .put("uses", token.uses())
        .put("uses_max", token.usesMax())
        .put("state", token.stateAt(now).name().toLowerCase(Locale.ROOT))
        .build();
  }

  /// The one time that a token is shown.
  static JsonObject issued(JoinToken text, Token token, Instant now) {
    return JsonObject.builder()
        .putAll(token(token, now))
        .put("address", text.address())
        .put("pinned_certificate", text.channel().text())
        .put("token", text.reveal())
        .build();
  }
}
