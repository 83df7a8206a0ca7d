package io.byteleap.worker.link;

import io.byteleap.domain.admission.Channel;
import io.byteleap.transport.Dialer;
import io.byteleap.transport.SocketEvent;
import io.byteleap.transport.TextDialer;
import io.byteleap.transport.TextSocket;
import io.byteleap.wire.worker.Dialect;
import io.byteleap.wire.worker.WorkerFrameCodec;
import io.byteleap.worker.access.MinerAccess;
import io.byteleap.worker.access.MinerCertificates;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/// Opens connections to the miner.
public final class WebSocketDialer {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private static final TextDialer.Bounds BOUNDS =
      new TextDialer.Bounds(WorkerFrameCodec.FRAME_SIZE_MAX, 2L * WorkerFrameCodec.FRAME_SIZE_MAX);

  private final Dialer dialer;
  private final MinerCertificates certificates;
  private final MinerUrl url;

  /// To the miner at `url`, or where `access` knows it to be; see [MinerUrl#orOf].
  public WebSocketDialer(MinerUrl url, MinerAccess access) {
    this.url = url.orOf(access.door());
    this.certificates = MinerCertificates.of(access.door().pinned());
    this.dialer = new TextDialer(BOUNDS, certificates.context(), List.of(Dialect.KEYED_NAME));
  }

  /// To the miner at `url`, whose certificates nobody looks at, over what `dialer` opens.
  public WebSocketDialer(MinerUrl url, MinerAccess access, Dialer dialer) {
    this.url = url;
    this.certificates = MinerCertificates.of(access.door().pinned());
    this.dialer = dialer;
  }

  /// What lies under the connection that was opened last.
  Channel channel() {
    return url.isEncrypted() ? certificates.seen() : new Channel.Plain();
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
