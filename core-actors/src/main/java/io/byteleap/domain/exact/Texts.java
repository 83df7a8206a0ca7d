package io.byteleap.domain.exact;

import io.byteleap.domain.units.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Several texts in one string of bytes, each in UTF-8 behind its length in four bytes, so that no
/// two lists of texts share their bytes.
final class Texts {
  private Texts() {}

  static Bytes of(String... texts) {
    return of(List.of(texts));
  }

  static Bytes of(List<String> texts) {
    List<byte[]> parts = texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    int length = parts.stream().mapToInt(part -> Integer.BYTES + part.length).sum();
    var all = ByteBuffer.allocate(length);
    parts.forEach(part -> all.putInt(part.length).put(part));
    return Bytes.adopting(all.array());
  }
}
