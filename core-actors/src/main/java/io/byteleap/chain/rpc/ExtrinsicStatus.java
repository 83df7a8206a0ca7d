package io.byteleap.chain.rpc;

import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import java.util.List;
import java.util.regex.Pattern;

/// What becomes of an extrinsic that was handed in, as the node's pool tells it.
///
/// On the wire: a word, or an object with the word as its one key. Source: Substrate,
/// `TransactionStatus`.
public sealed interface ExtrinsicStatus {
  /// In the pool, and may be told to others.
  record Waiting() implements ExtrinsicStatus {}

  /// In the block with this hash, `0x` and 64 hexadecimal digits.
  record InBlock(String hash) implements ExtrinsicStatus {}

  /// In a block that stays.
  record Finalized(String hash) implements ExtrinsicStatus {}

  /// The block that it was in is no longer part of the best chain; it waits again.
  record Retracted() implements ExtrinsicStatus {}

  /// It will not get into a block by this pool, and why.
  record Failed(String why) implements ExtrinsicStatus {}

  /// Something that this version does not know.
  record Unknown(Label what) implements ExtrinsicStatus {}

  Pattern HASH = Pattern.compile("0x[0-9a-f]{64}");

  List<String> WAITING = List.of("future", "ready", "broadcast");
  List<String> FAILED = List.of("usurped", "dropped", "invalid", "finalityTimeout");

  /// Whether the node says nothing more after it.
  default boolean isLast() {
    return switch (this) {
      case Finalized _, Failed _ -> true;
      case Waiting _, InBlock _, Retracted _, Unknown _ -> false;
    };
  }

  /// Never throws; what cannot be read is [Unknown].
  static ExtrinsicStatus read(RpcValue value) {
    try {
      return ofObject(value.object());
    } catch (JsonProblem notAnObject) {
      return ofWord(value);
    }
  }

  private static ExtrinsicStatus ofObject(JsonObject status) {
    if (status.has("inBlock")) {
      return hashed(status, "inBlock") ? new InBlock(status.literal("inBlock")) : UNREADABLE;
    }
    if (status.has("finalized")) {
      return hashed(status, "finalized") ? new Finalized(status.literal("finalized")) : UNREADABLE;
    }
    if (status.has("retracted")) {
      return new Retracted();
    }
    var failure = FAILED.stream().filter(status::has).findFirst();
    if (failure.isPresent()) {
      return new Failed(failure.get());
    }
    return WAITING.stream().anyMatch(status::has) ? new Waiting() : UNREADABLE;
  }

  ExtrinsicStatus UNREADABLE = new Unknown(Label.of("a status that is not known"));

  private static boolean hashed(JsonObject status, String name) {
    try {
      return HASH.matcher(status.literal(name)).matches();
    } catch (JsonProblem notAText) {
      return false;
    }
  }

  private static ExtrinsicStatus ofWord(RpcValue value) {
    try {
      String word = value.text();
      if (WAITING.contains(word)) {
        return new Waiting();
      }
      return FAILED.contains(word) ? new Failed(word) : new Unknown(Label.of(word));
    } catch (JsonProblem notAText) {
      return UNREADABLE;
    }
  }
}
