package io.byteleap.miner.worker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// The text of a frame. Netty's own check of its bytes looks at each by itself, which takes longer
/// than reading the frame does.
final class FrameText {
  /// What stands for bytes that are no character; a text may also hold it by itself.
  private static final char REPLACEMENT = '\uFFFD';

  private FrameText() {}

  /// Refused, as Netty does it: bytes that are not UTF-8.
  static String of(ByteBuf content) {
    byte[] utf8 = ByteBufUtil.getBytes(content);
    var text = new String(utf8, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(utf8)) {
      throw new CorruptedWebSocketFrameException(
          WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "bytes are not UTF-8");
    }
    return text;
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
