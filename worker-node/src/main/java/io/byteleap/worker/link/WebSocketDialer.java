package io.byteleap.worker.link;

import io.byteleap.transport.SocketEvent;
import io.byteleap.transport.TextDialer;
import io.byteleap.transport.TextSocket;
import io.byteleap.wire.worker.WorkerFrameCodec;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/// Opens connections to the miner.
public final class WebSocketDialer {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final TextDialer dialer =
      new TextDialer(
          new TextDialer.Bounds(
              WorkerFrameCodec.FRAME_SIZE_MAX, 2L * WorkerFrameCodec.FRAME_SIZE_MAX));

  private final MinerUrl url;

  public WebSocketDialer(MinerUrl url) {
    this.url = url;
  }

  MinerUrl url() {
    return url;
  }

  /// `connection` hears what comes in, once it asks for it. Fails when there is no miner.
  CompletionStage<TextSocket> dial(ActorRef<MinerConnection.Command> connection) {
    return dialer.dial(url.uri(), CONNECT_TIMEOUT, event -> connection.tell(heard(event)));
  }

  private static MinerConnection.Command heard(SocketEvent event) {
    return switch (event) {
      case SocketEvent.Text(var text) -> new MinerConnection.FrameIn(text);
      case SocketEvent.Ponged() -> new MinerConnection.Ponged();
      case SocketEvent.TooBig() -> new MinerConnection.Lost(new Loss.TooBig());
      case SocketEvent.NotRead() ->
          new MinerConnection.Lost(new Loss.Failed("the miner does not read"));
      case SocketEvent.Closed(var code, var reason) ->
          new MinerConnection.Lost(new Loss.Closed(code, reason));
      case SocketEvent.Failed(var why) -> new MinerConnection.Lost(new Loss.Failed(why));
    };
  }
}
