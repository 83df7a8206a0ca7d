package io.byteleap.wire;

import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonProblem;
import java.util.function.Function;
import java.util.function.Supplier;

/// A message that was read, or the reason why it was not. Nothing that a peer sends makes a codec
/// throw.
public sealed interface Decoded<T> {
  record Read<T>(T value) implements Decoded<T> {}

  /// `why` says where the message is wrong and is safe to log and to send back.
  record Refused<T>(Label why) implements Decoded<T> {}

  /// Runs a reader; what it refuses (a [JsonProblem], or a domain value's own check) is a refusal.
  static <T> Decoded<T> of(Supplier<T> reader) {
    try {
      return new Read<>(reader.get());
    } catch (JsonProblem | IllegalArgumentException e) {
      return new Refused<>(Label.of(String.valueOf(e.getMessage())));
    }
  }

  default <R> Decoded<R> then(Function<T, Decoded<R>> next) {
    return switch (this) {
      case Read<T>(var value) -> next.apply(value);
      case Refused<T>(var why) -> new Refused<>(why);
    };
  }
}
