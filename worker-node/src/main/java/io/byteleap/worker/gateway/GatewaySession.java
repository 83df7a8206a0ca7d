package io.byteleap.worker.gateway;

import io.byteleap.actor.CauseLog;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.units.Label;
import io.byteleap.node.Build;
import io.byteleap.tls.Pems;
import io.byteleap.tls.TlsContexts;
import io.byteleap.tls.TlsProblem;
import io.byteleap.transport.SocketEvent;
import io.byteleap.transport.TextDialer;
import io.byteleap.transport.TextSocket;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.vm.DeviceFrame;
import io.byteleap.wire.vm.DeviceFrameCodec;
import io.byteleap.wire.vm.GatewayFrame;
import io.byteleap.wire.vm.GatewayFrameCodec;
import io.byteleap.worker.vm.VmCommand;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// One connection to the gateway, from dialling to its end: says hello, sends heartbeats and pings,
/// answers questions for figures, and hands orders and renewals to the [GatewayLink]. Both sides
/// show certificates; the gateway's must be for the host that is dialled. Whatever goes wrong ends
/// this connection only.
final class GatewaySession {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration SURVEY_TIMEOUT = Duration.ofSeconds(5);
  private static final TextDialer.Bounds BOUNDS =
      new TextDialer.Bounds(
          GatewayFrameCodec.FRAME_SIZE_MAX, 2L * GatewayFrameCodec.FRAME_SIZE_MAX);

  sealed interface Command {}

  /// Sends frames, in order; `written` is told when the last has left this process.
  record Say(List<DeviceFrame> frames, Runnable written) implements Command {
    Say {
      frames = List.copyOf(frames);
    }

    static Say plainly(DeviceFrame frame) {
      return new Say(List.of(frame), () -> {});
    }
  }

  /// Closes the connection and ends.
  record Leave() implements Command {}

  private record Opened(TextSocket socket) implements Command {}

  private record Happened(SocketEvent event) implements Command {}

  private record NotOpened(SessionEnd end) implements Command {}

  private record ReadyLate() implements Command {}

  private record BeatDue() implements Command {}

  private record PingDue() implements Command {}

  private record PongLate() implements Command {}

  /// What the keeper of machines found, for one of two purposes.
  private record Surveyed(DeviceFrame.Metrics metrics, Purpose purpose) implements Command {}

  private sealed interface Purpose {}

  private record ForBeat() implements Purpose {}

  private record ForStats(Label messageId) implements Purpose {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final GatewayLink.Settings settings;
  private final GatewayLink.Tools tools;
  private final StateFile.Identity identity;
  private final ActorRef<GatewayLink.Command> link;
  private final CauseLog notes;
  private DeviceFrame.Metrics lastKnown = new DeviceFrame.Metrics(0, 0, 0);

  private GatewaySession(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      GatewayLink.Settings settings,
      GatewayLink.Tools tools,
      StateFile.Identity identity,
      ActorRef<GatewayLink.Command> link) {
    context.setLoggerName(GatewaySession.class);
    this.context = context;
    this.timers = timers;
    this.settings = settings;
    this.tools = tools;
    this.identity = identity;
    this.link = link;
    this.notes = new CauseLog(context.getLog());
  }

  static Behavior<Command> create(
      GatewayLink.Settings settings,
      GatewayLink.Tools tools,
      StateFile.Identity identity,
      ActorRef<GatewayLink.Command> link) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new GatewaySession(context, timers, settings, tools, identity, link)
                        .opening()));
  }

  private Behavior<Command> opening() {
    TextDialer dialer;
    try {
      var anchors = Pems.certificates(identity.state().granted().trusted().text());
      dialer =
          new TextDialer(BOUNDS, TlsContexts.mutual(identity.chain(), identity.key(), anchors));
    } catch (TlsProblem e) {
      return end(new SessionEnd.Untrusted(Label.of(String.valueOf(e.getMessage()))));
    }
    var self = context.getSelf();
    context.pipeToSelf(
        dialer.dial(
            URI.create(identity.state().granted().gateway().text()),
            CONNECT_TIMEOUT,
            event -> self.tell(new Happened(event))),
        (socket, failure) ->
            failure == null ? new Opened(socket) : new NotOpened(SessionEnd.ofDial(failure)));
    return Behaviors.receive(Command.class)
        .onMessage(
            Command.class,
            command ->
                switch (command) {
                  case Opened(var socket) -> {
                    dialer.retire();
                    yield opened(socket);
                  }
                  case NotOpened(var end) -> end(end);
                  case Leave() -> end(lost("the worker stops"));
                  case Happened(var event) -> end(ended(event));
                  case Say _, ReadyLate _, BeatDue _, PingDue _, PongLate _, Surveyed _ ->
                      Behaviors.unhandled();
                })
        .onSignal(
            PostStop.class,
            _ -> {
              dialer.close();
              return Behaviors.same();
            })
        .build();
  }

  private Behavior<Command> opened(TextSocket socket) {
    var hello =
        new DeviceFrame.Hello(
            settings.worker(),
            Label.of(Build.version()),
            List.of(),
            tools.clock().instant(),
            Nonce16.draw(tools.random()));
    socket.send(DeviceFrameCodec.encode(hello));
    timers.startSingleTimer(new ReadyLate(), GatewayFrameCodec.ANSWER_TIMEOUT);
    socket.next();
    return connected(
        socket,
        command ->
            switch (command) {
              case Happened(SocketEvent.Text(var text)) -> readied(text, hello, socket);
              case Happened(var event) -> end(ended(event));
              case ReadyLate() -> cut("it does not answer our hello", socket);
              case Leave() -> cut("the worker stops", socket);
              case Say _, Opened _, NotOpened _, BeatDue _, PingDue _, PongLate _, Surveyed _ ->
                  Behaviors.unhandled();
            });
  }

  /// Behaves as `receiver` says, and closes the socket when this actor is stopped.
  private static Behavior<Command> connected(
      TextSocket socket, Function<Command, Behavior<Command>> receiver) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, receiver::apply)
        .onSignal(
            PostStop.class,
            _ -> {
              socket.close();
              return Behaviors.same();
            })
        .build();
  }

  private Behavior<Command> readied(String text, DeviceFrame.Hello hello, TextSocket socket) {
    return switch (GatewayFrameCodec.decode(text, settings.worker())) {
      case Decoded.Read<GatewayFrame>(GatewayFrame.Ready ready) when ready.answers(hello) ->
          ready(ready, socket);
      case Decoded.Read<GatewayFrame>(GatewayFrame.Ready _) ->
          cut("it answers another hello than ours", socket);
      case Decoded.Read<GatewayFrame>(GatewayFrame.NotReady(var error)) -> {
        socket.close();
        yield end(SessionEnd.ofRefusal(error));
      }
      case Decoded.Read<GatewayFrame> _ -> cut("it does not begin with READY_V1", socket);
      case Decoded.Refused<GatewayFrame>(var why) -> cut("its READY_V1: " + why, socket);
    };
  }

  private Behavior<Command> ready(GatewayFrame.Ready ready, TextSocket socket) {
    var since = tools.clock().instant();
    timers.cancel(new ReadyLate());
    timers.startTimerWithFixedDelay(new BeatDue(), Duration.ZERO, ready.heartbeats().duration());
    timers.startSingleTimer(new PingDue(), settings.timing().pingInterval());
    link.tell(new GatewayLink.SessionReady(context.getSelf(), ready.features()));
    socket.next();
    return connected(
        socket,
        command ->
            switch (command) {
              case Happened(SocketEvent.Text(var text)) -> frame(text, socket);
              case Happened(SocketEvent.Ponged()) -> ponged();
              case Happened(var event) -> end(ended(event));
              case Say(var frames, var written) -> say(frames, written, socket);
              case BeatDue() -> survey(new ForBeat());
              case Surveyed(var metrics, var purpose) -> surveyed(metrics, purpose, since, socket);
              case PingDue() -> ping(socket);
              case PongLate() -> cut("it does not answer our pings", socket);
              case Leave() -> cut("the worker leaves", socket);
              case Opened _, NotOpened _, ReadyLate _ -> Behaviors.unhandled();
            });
  }

  private Behavior<Command> frame(String text, TextSocket socket) {
    socket.next();
    switch (GatewayFrameCodec.decode(text, settings.worker())) {
      case Decoded.Read<GatewayFrame>(var frame) -> frame(frame, socket);
      case Decoded.Refused<GatewayFrame>(var why) -> ignored(why);
    }
    return Behaviors.same();
  }

  private void frame(GatewayFrame frame, TextSocket socket) {
    switch (frame) {
      case GatewayFrame.VmOrder order -> link.tell(new GatewayLink.Ordered(order));
      case GatewayFrame.UnfitVmOrder unfit -> {
        context.getLog().warn("order refused, why={}", unfit.why());
        socket.send(DeviceFrameCodec.encode(unfit.answer()));
      }
      case GatewayFrame.StatsRequest(var messageId) -> survey(new ForStats(messageId));
      case GatewayFrame.Announcement(var message) ->
          context.getLog().info("the gateway announces, message={}", message);
      case GatewayFrame.CertRenewed renewed ->
          link.tell(new GatewayLink.RenewalHeard(context.getSelf(), renewed));
      case GatewayFrame.CertNotRenewed refused ->
          link.tell(new GatewayLink.RenewalHeard(context.getSelf(), refused));
      case GatewayFrame.Ready _, GatewayFrame.NotReady _ ->
          ignored(Label.of("a second answer to our hello"));
    }
  }

  private void ignored(Label why) {
    notes.warn("frame of the gateway ignored", identity.state().granted().gateway(), why);
  }

  private Behavior<Command> survey(Purpose purpose) {
    context.ask(
        DeviceFrame.Metrics.class,
        tools.keeper(),
        SURVEY_TIMEOUT,
        VmCommand.Survey::new,
        (metrics, failure) -> new Surveyed(failure == null ? metrics : lastKnown, purpose));
    return Behaviors.same();
  }

  private Behavior<Command> surveyed(
      DeviceFrame.Metrics metrics, Purpose purpose, Instant since, TextSocket socket) {
    lastKnown = metrics;
    var now = tools.clock().instant();
    var uptime = Duration.between(since, now);
    socket.send(
        DeviceFrameCodec.encode(
            switch (purpose) {
              case ForBeat() ->
                  new DeviceFrame.Heartbeat(uptime, metrics, tools.systemInfo().get());
              case ForStats(var messageId) ->
                  new DeviceFrame.StatsResponse(messageId, now, uptime, metrics);
            }));
    return Behaviors.same();
  }

  private static Behavior<Command> say(
      List<DeviceFrame> frames, Runnable written, TextSocket socket) {
    for (DeviceFrame frame : frames.subList(0, frames.size() - 1)) {
      socket.send(DeviceFrameCodec.encode(frame));
    }
    socket.send(DeviceFrameCodec.encode(frames.getLast()), written);
    return Behaviors.same();
  }

  private Behavior<Command> ping(TextSocket socket) {
    timers.startSingleTimer(new PongLate(), settings.timing().pingTimeout());
    socket.ping();
    return Behaviors.same();
  }

  private Behavior<Command> ponged() {
    timers.cancel(new PongLate());
    timers.startSingleTimer(new PingDue(), settings.timing().pingInterval());
    return Behaviors.same();
  }

  private static SessionEnd ended(SocketEvent event) {
    return switch (event) {
      case SocketEvent.Text _, SocketEvent.Ponged _ -> lost("it spoke out of turn");
      case SocketEvent.TooBig() -> lost("it sent a frame that is too big");
      case SocketEvent.NotRead() -> lost("it does not read");
      case SocketEvent.Closed(int code, var reason) ->
          lost("it closed with " + code + " " + reason);
      case SocketEvent.Failed(var why) -> lost(why);
    };
  }

  private static SessionEnd lost(String why) {
    return new SessionEnd.Lost(Label.of(why));
  }

  private Behavior<Command> cut(String why, TextSocket socket) {
    socket.close();
    return end(lost(why));
  }

  private Behavior<Command> end(SessionEnd end) {
    link.tell(new GatewayLink.SessionEnded(context.getSelf(), end));
    return Behaviors.stopped();
  }
}
