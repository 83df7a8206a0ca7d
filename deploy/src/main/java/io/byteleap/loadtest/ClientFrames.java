package io.byteleap.loadtest;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/// WebSocket frames of a client, whole and masked, as bytes that can be sent again and again.
final class ClientFrames {
  private static final int FINAL_TEXT = 0x81;
  private static final int MASKED = 0x80;
  private static final int SHORT_MAX = 125;
  private static final int MEDIUM_MAX = 0xffff;
  private static final int TWO_BYTES = 126;
  private static final int EIGHT_BYTES = 127;
  private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

  private ClientFrames() {}

  static ByteBuf text(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    var frame = Unpooled.directBuffer(payload.length + 14);
    head(frame, payload.length);
    for (int i = 0; i < payload.length; i++) {
      frame.writeByte(payload[i] ^ MASK[i & 3]);
    }
    return frame;
  }

  /// The beginning of a text frame that claims `length` bytes, and none of them.
  static ByteBuf headOfText(long length) {
    var frame = Unpooled.buffer();
    head(frame, length);
    return frame;
  }

  private static void head(ByteBuf frame, long length) {
    frame.writeByte(FINAL_TEXT);
    if (length <= SHORT_MAX) {
      frame.writeByte(MASKED | (int) length);
    } else if (length <= MEDIUM_MAX) {
      frame.writeByte(MASKED | TWO_BYTES).writeShort((int) length);
    } else {
      frame.writeByte(MASKED | EIGHT_BYTES).writeLong(length);
    }
    frame.writeBytes(MASK);
  }
}
