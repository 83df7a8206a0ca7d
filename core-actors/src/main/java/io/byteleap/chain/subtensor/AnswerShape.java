package io.byteleap.chain.subtensor;

import io.byteleap.chain.metadata.Metadata;
import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleResult;
import java.util.function.Function;

/// How a runtime hands over the answers of its APIs: as they are, or (old ones) wrapped in a list
/// of bytes.
public enum AnswerShape {
  TYPED,
  OPAQUE,
  /// The metadata does not say: whichever reads to the last byte is right.
  UNKNOWN;

  /// What the metadata says about a method.
  public static AnswerShape of(Metadata metadata, SubtensorApi method) {
    return metadata
        .api(method.api(), method.method())
        .map(found -> metadata.types().isBytes(found.output()) ? OPAQUE : TYPED)
        .orElse(UNKNOWN);
  }

  <T> ScaleResult<T> read(Bytes answer, Function<ScaleReader, T> reader) {
    return switch (this) {
      case TYPED -> ScaleResult.ofAll(answer, reader);
      case OPAQUE -> ScaleResult.ofAll(answer, outer -> outer.nested().readAll(reader));
      case UNKNOWN -> TYPED.read(answer, reader).or(() -> OPAQUE.read(answer, reader));
    };
  }
}
