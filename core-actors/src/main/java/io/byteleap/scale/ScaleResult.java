package io.byteleap.scale;

import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.scale.ScaleRefusal.Kind;
import java.util.function.Function;
import java.util.function.Supplier;

/// A value that was read, or the reason why it was not. Nothing that a node sends makes a codec
/// throw.
public sealed interface ScaleResult<T> {
  record Read<T>(T value) implements ScaleResult<T> {}

  record Refused<T>(ScaleRefusal why) implements ScaleResult<T> {}

  /// Runs a reader; what it refuses (a [ScaleProblem], or a domain value's own check) is a refusal.
  static <T> ScaleResult<T> of(Supplier<T> reader) {
    try {
      return new Read<>(reader.get());
    } catch (ScaleProblem e) {
      return new Refused<>(e.refusal());
    } catch (IllegalArgumentException e) {
      return refused(Kind.OUT_OF_RANGE, String.valueOf(e.getMessage()));
    }
  }

  /// Reads all of `bytes`: what is left over is a refusal.
  static <T> ScaleResult<T> ofAll(Bytes bytes, Function<ScaleReader, T> reader) {
    return of(() -> ScaleReader.of(bytes).readAll(reader));
  }

  static <T> ScaleResult<T> refused(Kind kind, String detail) {
    return new Refused<>(new ScaleRefusal(kind, Label.of(detail)));
  }

  default <R> ScaleResult<R> map(Function<T, R> next) {
    return switch (this) {
      case Read<T>(var value) -> of(() -> next.apply(value));
      case Refused<T>(var why) -> new Refused<>(why);
    };
  }

  /// This value, or what `other` makes of the same input.
  default ScaleResult<T> or(Supplier<ScaleResult<T>> other) {
    return switch (this) {
      case Read<T> read -> read;
      case Refused<T> _ -> other.get();
    };
  }
}
