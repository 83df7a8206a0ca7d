package io.byteleap.validator.gateway;

import io.byteleap.http.Problem;
import io.byteleap.http.Rejections;
import io.byteleap.wire.vm.GatewayFrameCodec;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.SslSessionInfo;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/// Where enrolled workers connect: a WebSocket at `/session`, for whoever TLS let in. Frames are
/// read one at a time; a worker that does not read is cut off when [#WAITING_MAX] frames wait.
final class SessionDoor {
  static final String PATH = "session";

  static final int WAITING_MAX = 256;

  private static final Duration SPAWN_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration FRAME_TIMEOUT = Duration.ofSeconds(30);

  private final ActorSystem<?> system;
  private final ActorRef<SpawnProtocol.Command> spawner;
  private final DeviceSession.Tools tools;

  SessionDoor(
      ActorSystem<?> system, ActorRef<SpawnProtocol.Command> spawner, DeviceSession.Tools tools) {
    this.system = system;
    this.spawner = spawner;
    this.tools = tools;
  }

  Route route() {
    return Rejections.handled(
        () ->
            Directives.path(
                PATH, () -> Directives.get(() -> Directives.extractRequest(this::upgraded))));
  }

  private Route upgraded(HttpRequest request) {
    Optional<WebSocketUpgrade> upgrade = request.getAttribute(AttributeKeys.webSocketUpgrade);
    var certificate = request.getAttribute(AttributeKeys.sslSession).flatMap(SessionDoor::shown);
    if (upgrade.isEmpty() || certificate.isEmpty()) {
      return Problem.badRequest("this is for WebSockets of enrolled workers").refusal();
    }
    return Directives.completeWithFuture(
        flow(certificate.get()).thenApply(flow -> upgrade.get().handleMessagesWith(flow)));
  }

  private static Optional<X509Certificate> shown(SslSessionInfo info) {
    try {
      return Optional.of((X509Certificate) info.getSession().getPeerCertificates()[0]);
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  /// What a session sends with; full is as good as closed.
  private record QueueLine(BoundedSourceQueue<Message> queue) implements DeviceSession.Line {
    @Override
    public boolean send(String text) {
      return queue.offer(TextMessage.create(text)).equals(QueueOfferResult.enqueued());
    }

    @Override
    public void close() {
      if (!queue.isCompleted()) {
        queue.complete();
      }
    }
  }

  private CompletionStage<Flow<Message, Message, NotUsed>> flow(X509Certificate certificate) {
    var out = Source.<Message>queue(WAITING_MAX).preMaterialize(system);
    var peer = new DeviceSession.Peer(certificate, new QueueLine(out.first()));
    return AskPattern.<SpawnProtocol.Command, ActorRef<DeviceSession.Command>>ask(
            spawner,
            replyTo ->
                new SpawnProtocol.Spawn<>(
                    DeviceSession.create(peer, tools), "", Props.empty(), replyTo),
            SPAWN_TIMEOUT,
            system.scheduler())
        .thenApply(session -> Flow.fromSinkAndSourceCoupled(heard(session), out.second()));
  }

  private Sink<Message, NotUsed> heard(ActorRef<DeviceSession.Command> session) {
    return Flow.<Message>create()
        .mapAsync(1, this::text)
        .mapAsync(
            1,
            text ->
                AskPattern.<DeviceSession.Command, DeviceSession.Taken>ask(
                    session,
                    replyTo -> new DeviceSession.Heard(text, replyTo),
                    FRAME_TIMEOUT,
                    system.scheduler()))
        .watchTermination(
            (given, end) -> {
              var _ = end.whenComplete((_, _) -> session.tell(new DeviceSession.Closed()));
              return given;
            })
        .toMat(Sink.ignore(), Keep.left());
  }

  /// The whole text of a message within the bounds of size and time; anything else ends the
  /// session.
  private CompletionStage<String> text(Message message) {
    if (!message.isText()) {
      throw new IllegalArgumentException("a frame that is no text");
    }
    return message
        .asTextMessage()
        .getStreamedText()
        .limitWeighted(GatewayFrameCodec.FRAME_SIZE_MAX, part -> (long) part.length())
        .completionTimeout(FRAME_TIMEOUT)
        .runFold(new StringBuilder(), StringBuilder::append, system)
        .thenApply(StringBuilder::toString);
  }
}
