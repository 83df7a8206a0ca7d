package io.byteleap.validator.hub;

import io.byteleap.config.Secret;
import io.byteleap.domain.units.Label;
import io.byteleap.transport.SocketEvent;
import io.byteleap.transport.TextDialer;
import io.byteleap.transport.TextSocket;
import io.byteleap.validator.hub.HubConnection.Command;
import io.byteleap.validator.hub.HubConnection.Dialled;
import io.byteleap.validator.hub.HubConnection.Heard;
import io.byteleap.validator.hub.HubConnection.InSession;
import io.byteleap.validator.hub.HubConnection.Lost;
import io.byteleap.validator.hub.HubConnection.Ponged;
import io.byteleap.validator.hub.HubConnection.Tools;
import io.byteleap.wire.hub.HubFrameCodec;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// The beginning of a connection to the hub: the dialling and the handshake. What comes of it is a
/// [HubConnection].
final class HubDialling {
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Tools tools;
  private final ActorRef<HubLink.Command> link;

  private HubDialling(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Tools tools,
      ActorRef<HubLink.Command> link) {
    this.context = context;
    this.timers = timers;
    this.tools = tools;
    this.link = link;
  }

  static Behavior<Command> create(Tools tools, ActorRef<HubLink.Command> link) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new HubDialling(context, timers, tools, link).dialling()));
  }

  private Behavior<Command> dialling() {
    var dial = tools.settings().rhythm().dial();
    var self = context.getSelf();
    context.pipeToSelf(
        CompletableFuture.supplyAsync(tools.settings().token()::read, tools.blocking())
            .thenCompose(
                token ->
                    tools
                        .dialer()
                        .dial(tools.settings().url(), dial, event -> self.tell(heard(event)))
                        .thenApply(socket -> new Dialled(token, socket))),
        (dialled, failure) -> failure == null ? dialled : new Lost(TextDialer.cause(failure)));
    // the socket's own timeout does not cover a host that accepts and says nothing
    timers.startSingleTimer(Lost.class, new Lost("no connection in time"), dial.multipliedBy(2));
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Dialled(var token, var socket) -> greeting(token, socket);
              case Lost(var why) -> end(why);
              case Heard _, Ponged _, InSession _ -> Behaviors.unhandled();
            });
  }

  private static Command heard(SocketEvent event) {
    return switch (event) {
      case SocketEvent.Text(var text) -> new Heard(text);
      case SocketEvent.Ponged() -> new Ponged();
      case SocketEvent.TooBig() ->
          new Lost("it sent more than " + HubFrameCodec.FRAME_SIZE_MAX + " bytes at once");
      case SocketEvent.NotRead() -> new Lost("it does not read");
      case SocketEvent.Closed(var code, var reason) ->
          new Lost("it closed the connection, code " + code + " " + Label.of(reason));
      case SocketEvent.Failed(var why) -> new Lost(why);
    };
  }

  private Behavior<Command> greeting(Secret token, TextSocket socket) {
    var now = tools.clock().instant();
    var greeting = HubGreeting.draw(tools.settings().identity(), token, now, tools.random());
    timers.startSingleTimer(
        Lost.class, new Lost("it does not answer the handshake"), tools.settings().rhythm().dial());
    socket.send(greeting.text(now));
    socket.next();
    return Behaviors.receive(Command.class)
        .onMessage(Heard.class, in -> answered(greeting.answered(in.text()), socket))
        .onMessage(Lost.class, lost -> cut(lost.why(), socket))
        .onSignal(PostStop.class, _ -> stopped(socket))
        .build();
  }

  private Behavior<Command> answered(HubGreeting.Outcome outcome, TextSocket socket) {
    return switch (outcome) {
      case HubGreeting.Refused(var why) -> cut(why.value(), socket);
      case HubGreeting.Agreed(var session, var hub, var proof) -> {
        timers.cancel(Lost.class);
        link.tell(new HubLink.Greeted(context.getSelf(), hub, proof));
        yield HubConnection.create(
            context, timers, tools, new HubConnection.Line(socket, hub, link), session);
      }
    };
  }

  private Behavior<Command> cut(String why, TextSocket socket) {
    socket.close();
    return end(why);
  }

  private Behavior<Command> end(String why) {
    link.tell(new HubLink.Ended(context.getSelf(), Label.of(why)));
    return Behaviors.stopped();
  }

  private Behavior<Command> stopped(TextSocket socket) {
    socket.close();
    return Behaviors.same();
  }
}
