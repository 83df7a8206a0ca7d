package io.byteleap.localnet;

import io.byteleap.domain.admission.Channel;
import io.byteleap.domain.admission.JoinToken;
import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.worker.Dialect;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.MinerFrame.Hello;
import io.byteleap.wire.worker.MinerFrameCodec;
import io.byteleap.wire.worker.WorkerFrame.Register;
import io.byteleap.wire.worker.WorkerFrameCodec;
import io.byteleap.worker.access.LegacyMiner;
import io.byteleap.worker.access.MinerAccess;
import io.byteleap.worker.access.MinerCertificates;
import io.byteleap.worker.access.MinerDoor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// A worker that joins with a token and then says nothing more.
final class KeyedClient implements WebSocket.Listener {
  private final WorkerId id;
  private final MinerAccess access;
  private final Channel channel;
  private final StringBuilder text = new StringBuilder();
  private final CompletableFuture<Boolean> joined = new CompletableFuture<>();

  private KeyedClient(WorkerId id, JoinToken token) {
    this.id = id;
    this.channel = token.channel();
    this.access =
        new MinerAccess(
            WorkerKeypair.draw(), new MinerDoor.Invited(token), LegacyMiner.REFUSE, _ -> {});
  }

  static HttpClient trusting(JoinToken token) {
    return HttpClient.newBuilder()
        .sslContext(MinerCertificates.of(token.channel()).context())
        .build();
  }

  /// Connects and joins; fails when the miner does not let it in.
  static void join(HttpClient http, String id, JoinToken token) {
    var client = new KeyedClient(new WorkerId(id), token);
    http.newWebSocketBuilder()
        .subprotocols(Dialect.KEYED_NAME)
        .buildAsync(URI.create(token.address()), client)
        .join();
    client.joined.join();
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      heard(socket, ((Decoded.Read<MinerFrame>) MinerFrameCodec.decode(text.toString())).value());
      text.setLength(0);
    }
    socket.request(1);
    return CompletableFuture.completedStage(null);
  }

  private void heard(WebSocket socket, MinerFrame frame) {
    if (frame instanceof Hello hello) {
      var reply = (MinerAccess.Register) access.to(hello, channel, id);
      var register =
          new Register(id.value(), "", "1.0", List.of(), JsonObject.EMPTY, reply.credential());
      var _ = socket.sendText(WorkerFrameCodec.encode(register), true);
    } else if (frame instanceof MinerFrame.RegistrationAck) {
      joined.complete(true);
    }
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    joined.completeExceptionally(new AssertionError(code + " " + reason));
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void onError(WebSocket socket, Throwable failure) {
    joined.completeExceptionally(failure);
  }
}
