package io.byteleap.chain.rpc;

import io.byteleap.chain.rpc.RpcConnection.Command;
import io.byteleap.chain.rpc.RpcConnection.Lost;
import io.byteleap.chain.rpc.RpcConnection.MessageIn;
import io.byteleap.chain.rpc.RpcConnection.Opened;
import io.byteleap.chain.rpc.RpcMessage.Garbage;
import io.byteleap.chain.rpc.RpcMessage.Notice;
import io.byteleap.chain.rpc.RpcMessage.Response;
import io.byteleap.chain.rpc.RpcMessage.Senseless;
import io.byteleap.chain.rpc.RpcMessage.Stop;
import io.byteleap.chain.rpc.RpcResult.Absence;
import io.byteleap.chain.rpc.RpcResult.Answered;
import io.byteleap.chain.rpc.RpcResult.Failed;
import io.byteleap.chain.rpc.RpcResult.Unreachable;
import io.byteleap.json.JsonProblem;
import io.byteleap.transport.TextDialer;
import io.byteleap.transport.TextSocket;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.japi.function.Function;

/// The beginning of a connection: dials, and asks the node whether it has caught up with the chain
/// and which chain that is. A node that does not answer both is as good as none. Then the link
/// hears of it, and it is an [RpcConnection].
final class RpcGreeting {
  private static final Duration UNTIMED = Duration.ofHours(1); // the greeting has one time for all
  private static final RpcRequest HEALTH = RpcRequest.of("system_health", UNTIMED);
  private static final RpcRequest GENESIS =
      RpcRequest.of("chain_getBlockHash", UNTIMED, RpcParam.of(0));
  private static final long HEALTH_ID = 1;
  private static final long GENESIS_ID = 2;

  /// Requests of the connection have greater ids.
  static final long LAST_ID = GENESIS_ID;

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final NodeUrl url;
  private final RpcSettings.Timing timing;
  private final ActorRef<RpcLink.Command> link;

  private RpcGreeting(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      NodeUrl url,
      RpcSettings.Timing timing,
      ActorRef<RpcLink.Command> link) {
    this.context = context;
    this.timers = timers;
    this.url = url;
    this.timing = timing;
    this.link = link;
  }

  static Behavior<Command> create(
      NodeUrl url, RpcSettings.Timing timing, RpcDialer dialer, ActorRef<RpcLink.Command> link) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new RpcGreeting(context, timers, url, timing, link).dialling(dialer)));
  }

  private Behavior<Command> dialling(RpcDialer dialer) {
    context.pipeToSelf(
        dialer.dial(url, timing.dial(), context.getSelf()),
        (socket, failure) ->
            failure == null ? new Opened(socket) : new Lost(TextDialer.cause(failure)));
    // the socket's own timeout does not cover a host that accepts and says nothing
    timers.startSingleTimer(
        Lost.class, new Lost("no connection in time"), timing.dial().multipliedBy(2));
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Opened(var socket) -> opened(socket);
              case Lost(var why) -> end(why);
              case RpcConnection.InUse _ -> Behaviors.unhandled();
            });
  }

  private Behavior<Command> opened(TextSocket socket) {
    timers.startSingleTimer(Lost.class, new Lost("it does not answer"), timing.dial());
    socket.send(HEALTH.toJson(HEALTH_ID));
    return hearing(socket, HEALTH_ID, result -> healthKnown(result, socket));
  }

  /// Waits for the answer with this id; what else the node says is passed over.
  private Behavior<Command> hearing(
      TextSocket socket, long id, Function<RpcResult, Behavior<Command>> receiver) {
    socket.next();
    return Behaviors.receive(Command.class)
        .onMessage(MessageIn.class, in -> message(RpcMessage.read(in.text()), socket, id, receiver))
        .onMessage(Lost.class, lost -> cut(lost.why(), socket))
        .onSignal(
            PostStop.class,
            _ -> {
              socket.close();
              return Behaviors.same();
            })
        .build();
  }

  private Behavior<Command> message(
      RpcMessage message,
      TextSocket socket,
      long id,
      Function<RpcResult, Behavior<Command>> receiver)
      throws Exception {
    return switch (message) {
      case Response(var other, var result) when other == id -> receiver.apply(result);
      case Garbage(var why) -> cut("it sent what is no JSON: " + why, socket);
      case Response _, Notice _, Stop _, Senseless _ -> hearing(socket, id, receiver);
    };
  }

  /// A node that has no such method is taken for one that has caught up.
  private Behavior<Command> healthKnown(RpcResult result, TextSocket socket) {
    return switch (result) {
      case Answered(var value) when isSyncing(value) ->
          cut("it has not caught up with the chain yet", socket);
      case Answered _, Failed _ -> {
        socket.send(GENESIS.toJson(GENESIS_ID));
        yield hearing(socket, GENESIS_ID, answer -> genesisKnown(answer, socket));
      }
      case Unreachable why -> cut(why.toString(), socket);
    };
  }

  private static boolean isSyncing(RpcValue health) {
    try {
      return health.object().flag("isSyncing");
    } catch (JsonProblem e) {
      return false;
    }
  }

  private Behavior<Command> genesisKnown(RpcResult result, TextSocket socket) {
    return switch (result) {
      case Answered(var value) ->
          genesisOf(value)
              .map(genesis -> ready(genesis, socket))
              .orElseGet(() -> cut("it does not know the first block of its chain", socket));
      case Failed(_, var message, _) -> cut("it says " + message, socket);
      case Unreachable why -> cut(why.toString(), socket);
    };
  }

  private static Optional<String> genesisOf(RpcValue value) {
    try {
      return Optional.of(value.text()).filter(ExtrinsicStatus.HASH.asMatchPredicate());
    } catch (JsonProblem e) {
      return Optional.empty();
    }
  }

  private Behavior<Command> ready(String genesis, TextSocket socket) {
    timers.cancel(Lost.class);
    link.tell(new RpcLink.Ready(context.getSelf(), genesis));
    return RpcConnection.create(
        context, timers, new RpcConnection.Parts(url, socket, timing.keepAlive(), link));
  }

  private Behavior<Command> cut(String why, TextSocket socket) {
    socket.close();
    return end(why);
  }

  private Behavior<Command> end(String why) {
    link.tell(new RpcLink.Ended(context.getSelf(), Unreachable.of(Absence.NOT_CONNECTED, why)));
    return Behaviors.stopped();
  }
}
