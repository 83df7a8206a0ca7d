package io.byteleap.chain.subtensor;

import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.ChainVectors;
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleResult;
import io.byteleap.scale.ScaleWriter;
import java.util.Arrays;

/// Recorded metagraphs with chosen fields as `get_metagraph` would write them.
public final class PlainAnswers {
  /// `get_metagraph` ends with it.
  private static final int LAST_INDEX = MetagraphField.ALPHA_DIVIDENDS_PER_HOTKEY.index();

  private PlainAnswers() {}

  /// The same fields without the marks that say whether one is there; all of them must be.
  public static Bytes of(Bytes selective) {
    byte[] all = selective.toArray();
    var out = new ScaleWriter().u8(1);
    return ChainVectors.read(
        ScaleResult.ofAll(
            selective,
            in -> {
              if (!in.flag()) {
                throw new AssertionError("no metagraph");
              }
              for (var field : MetagraphField.all()) {
                copy(in, field, all, out);
              }
              return out.toBytes();
            }));
  }

  private static void copy(ScaleReader in, MetagraphField<?> field, byte[] all, ScaleWriter out) {
    if (field.index() > 0 && !in.flag()) {
      if (field.index() <= LAST_INDEX) {
        throw new AssertionError("without " + field.name());
      }
      return;
    }
    int from = all.length - in.remaining();
    var _ = field.reader().apply(in);
    if (field.index() <= LAST_INDEX) {
      out.raw(Arrays.copyOfRange(all, from, all.length - in.remaining()));
    }
  }
}
