package io.byteleap.chain.subtensor;

import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Readers of the lists that metagraphs are made of.
final class Lists {
  private Lists() {}

  static List<AccountId> accounts(ScaleReader reader) {
    return reader.list(AccountId.SIZE, AccountId::read);
  }

  static List<Boolean> flags(ScaleReader reader) {
    return reader.list(1, ScaleReader::flag);
  }

  /// Compact numbers below 2^63.
  static List<Long> numbers(ScaleReader reader) {
    return reader.list(1, ScaleReader::compact63);
  }

  static List<AxonInfo> axons(ScaleReader reader) {
    return reader.list(AxonInfo.SIZE, AxonInfo::read);
  }

  /// A text written as a list of compact bytes; what is not UTF-8 in it shows as U+FFFD.
  static String wideText(ScaleReader reader) {
    return new String(wideBytes(reader).toArray(), StandardCharsets.UTF_8);
  }

  /// Bytes written as a list of compact numbers.
  static Bytes wideBytes(ScaleReader reader) {
    var bytes = new byte[reader.count(1)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) reader.compactInt(255);
    }
    return Bytes.copyOf(bytes);
  }
}
