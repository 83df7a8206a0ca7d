package io.byteleap.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientFramesTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, 200_000})
  void text_isReadByAServer_asItWasWritten(int length) {
    String text = "é".repeat(length / 2) + "x".repeat(length % 2);
    var server = new EmbeddedChannel(new WebSocket13FrameDecoder(true, false, 1 << 20));

    server.writeInbound(ClientFrames.text(text));

    TextWebSocketFrame frame = server.readInbound();
    assertThat(frame.text()).isEqualTo(text);
    assertThat(frame.isFinalFragment()).isTrue();
    frame.release();
  }

  @Test
  void head_announcesAText_andBringsNoneOfIt() {
    var server = new EmbeddedChannel(new WebSocket13FrameDecoder(true, false, 1 << 20));

    server.writeInbound(ClientFrames.headOfText(1_000));

    assertThat(server.<Object>readInbound()).isNull();
  }
}
