package io.byteleap.wire.gpu;

import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Cuts a stream of bytes into frames: a length of four bytes, unsigned, little-endian, and as many
/// bytes of content. Takes the stream in any pieces. One thread, one connection.
///
/// Refused: an empty frame, and a frame longer than the bound, as soon as its length is read; after
/// that nothing more is read, because where the next frame begins is anybody's guess. Memory grows
/// with what came and not with what was announced.
public final class FrameReader {
  private static final int HEADER_BYTES = Integer.BYTES;
  private static final int FIRST_ROOM = 8 << 10;

  private final int contentSizeMax;
  private byte[] pending = new byte[HEADER_BYTES];
  private int filled;
  private Label refusal = Label.NONE;

  private FrameReader(int contentSizeMax) {
    this.contentSizeMax = contentSizeMax;
  }

  /// A reader of frames of up to `contentSizeMax` bytes without their length.
  public static FrameReader upTo(int contentSizeMax) {
    return new FrameReader(contentSizeMax);
  }

  /// What came of a piece of the stream.
  public sealed interface Fed {}

  /// The frames that are complete now, without their lengths, in order; often none.
  public record Frames(List<Bytes> contents) implements Fed {
    public Frames {
      contents = List.copyOf(contents);
    }
  }

  /// The stream is no sequence of frames that we read; frames before that are lost with it.
  public record Broken(Label why) implements Fed {}

  /// Takes all of `piece`.
  public Fed feed(ByteBuffer piece) {
    List<Bytes> contents = new ArrayList<>();
    while (piece.hasRemaining() && refusal.isBlank()) {
      take(piece);
      checkLength();
      if (refusal.isBlank() && isComplete()) {
        contents.add(Bytes.copyOf(Arrays.copyOfRange(pending, HEADER_BYTES, filled)));
        pending = new byte[HEADER_BYTES];
        filled = 0;
      }
    }
    return refusal.isBlank() ? new Frames(contents) : new Broken(refusal);
  }

  /// Whether the stream may end here.
  public boolean isBetweenFrames() {
    return filled == 0 && refusal.isBlank();
  }

  private void take(ByteBuffer piece) {
    long wanted = filled < HEADER_BYTES ? HEADER_BYTES : HEADER_BYTES + announced();
    int count = (int) Math.min(piece.remaining(), wanted - filled);
    if (filled + count > pending.length) {
      int doubled = Math.max(FIRST_ROOM, 2 * pending.length);
      pending = Arrays.copyOf(pending, (int) Math.min(wanted, Math.max(doubled, filled + count)));
    }
    piece.get(pending, filled, count);
    filled += count;
  }

  private void checkLength() {
    if (filled == HEADER_BYTES && (announced() == 0 || announced() > contentSizeMax)) {
      refusal =
          Label.of("a frame of " + announced() + " bytes, 1 to " + contentSizeMax + " are read");
    }
  }

  private boolean isComplete() {
    return filled > HEADER_BYTES && filled == HEADER_BYTES + announced();
  }

  private long announced() {
    return Integer.toUnsignedLong(
        ByteBuffer.wrap(pending).order(ByteOrder.LITTLE_ENDIAN).getInt(0));
  }

  /// `content` with its length in front.
  public static Bytes frame(Bytes content) {
    var frame =
        ByteBuffer.allocate(HEADER_BYTES + content.length())
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(content.length())
            .put(content.asBuffer());
    return Bytes.copyOf(frame.array());
  }
}
