package io.byteleap.chain.live;

import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.ChainVectors;
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleResult;
import io.byteleap.scale.ScaleWriter;
import java.util.HexFormat;

/// Metadata of a real runtime with other names in them: a runtime that has one thing more, and
/// another less.
final class ChangedMetadata {
  private String hex;

  private ChangedMetadata(String hex) {
    this.hex = hex;
  }

  static ChangedMetadata of(int spec) {
    var file = "chain/metadata_v15_spec%d_optionopaque.hex".formatted(spec);
    var whole = ScaleResult.ofAll(ChainVectors.hex(file), ChangedMetadata::inOption);
    return new ChangedMetadata(HexFormat.of().formatHex(ChainVectors.read(whole).toArray()));
  }

  private static Bytes inOption(ScaleReader in) {
    if (!in.flag()) {
      throw new AssertionError("no metadata");
    }
    return in.bytes();
  }

  /// Every thing of the one name has the other.
  ChangedMetadata renamed(String from, String to) {
    String changed = hex.replace(named(from), named(to));
    if (changed.equals(hex)) {
      throw new AssertionError("nothing is called " + from);
    }
    hex = changed;
    return this;
  }

  private static String named(String name) {
    return HexFormat.of().formatHex(new ScaleWriter().text(name).toBytes().toArray());
  }

  Bytes inOption() {
    return new ScaleWriter().u8(1).bytes(ChainVectors.bytes(hex)).toBytes();
  }
}
