package io.byteleap.domain.exact;

import io.byteleap.domain.units.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Several texts in one string of bytes, each in UTF-8 behind its length in four bytes, so that no
/// two lists of texts share their bytes.
final class Texts {
  private Texts() {}

  static Bytes of(String... texts) {
    List<byte[]> parts =
        Arrays.stream(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    int length = parts.stream().mapToInt(part -> Integer.BYTES + part.length).sum();
    var all = ByteBuffer.allocate(length);
    parts.forEach(part -> all.putInt(part.length).put(part));
    return Bytes.adopting(all.array());
  }
}
