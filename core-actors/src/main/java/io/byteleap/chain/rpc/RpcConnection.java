package io.byteleap.chain.rpc;

import io.byteleap.actor.CauseLog;
import io.byteleap.chain.rpc.OpenCalls.Caller;
import io.byteleap.chain.rpc.OpenCalls.Gone;
import io.byteleap.chain.rpc.OpenCalls.Nobody;
import io.byteleap.chain.rpc.OpenCalls.Subscriber;
import io.byteleap.chain.rpc.OpenCalls.Waiting;
import io.byteleap.chain.rpc.RpcMessage.Garbage;
import io.byteleap.chain.rpc.RpcMessage.Notice;
import io.byteleap.chain.rpc.RpcMessage.Response;
import io.byteleap.chain.rpc.RpcMessage.Senseless;
import io.byteleap.chain.rpc.RpcMessage.Stop;
import io.byteleap.chain.rpc.RpcResult.Absence;
import io.byteleap.chain.rpc.RpcResult.Answered;
import io.byteleap.chain.rpc.RpcResult.NoValue;
import io.byteleap.chain.rpc.RpcResult.Unreachable;
import io.byteleap.domain.units.Label;
import io.byteleap.transport.TextSocket;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// One connection to one node, from its first answers to its end: numbers requests, hands each
/// answer to whoever asked, and items to subscribers. Reads the next message when the last is dealt
/// with. Whatever goes wrong ends this connection only, and everybody who waits hears of it.
final class RpcConnection {
  /// Characters that a request may have.
  static final int REQUEST_SIZE_MAX = 1 << 20;

  /// A node that leaves so many requests in a row unanswered is given up.
  static final int TIMEOUTS_IN_ROW_MAX = 3;

  /// For a node to take a subscription.
  static final Duration SUBSCRIBE_TIMEOUT = Duration.ofSeconds(30);

  private static final Duration DRAIN_MAX = Duration.ofMinutes(2);

  sealed interface Command {}

  /// What a connection hears that is in use.
  sealed interface InUse extends Command {}

  /// The socket is there.
  record Opened(TextSocket socket) implements Command {}

  /// The connection is at its end.
  record Lost(String why) implements Command {}

  /// Asks the node; there is exactly one reply.
  record Send(RpcRequest request, ActorRef<RpcResult> replyTo) implements InUse {}

  record Open(Subscriber subscriber) implements InUse {}

  /// The subscriber wants no more items.
  record Close(Subscriber subscriber) implements InUse {}

  /// Ends once nothing is owed any more: another connection is used from now on.
  record Drain() implements InUse {}

  /// A text frame came in.
  record MessageIn(String text) implements InUse {}

  record Ponged() implements InUse {}

  /// The link has heard of the end, and sends nothing more.
  record Release() implements InUse {}

  private record Expired(long id) implements InUse {}

  private record KeepAlive() implements InUse {}

  /// What the node was heard of lately: whether anything came since the last look, whether it was
  /// pinged since then, and how many requests in a row it left unanswered.
  private record Vitals(boolean heard, boolean pinged, int timeoutsInRow) {
    static final Vitals GOOD = new Vitals(true, false, 0);

    Vitals alive() {
      return new Vitals(true, false, timeoutsInRow);
    }
  }

  private enum Use {
    OPEN,
    DRAINING
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final TextSocket socket;
  private final ActorRef<RpcLink.Command> link;
  private final Duration keepAlive;
  private final CauseLog notes;
  private final NodeUrl url;
  private final OpenCalls calls = new OpenCalls();
  private final ItemDesk items;

  /// What a connection is made of once the node has answered its first questions.
  record Parts(
      NodeUrl url, TextSocket socket, Duration keepAlive, ActorRef<RpcLink.Command> link) {}

  private RpcConnection(
      ActorContext<Command> context, TimerScheduler<Command> timers, Parts parts) {
    context.setLoggerName(RpcConnection.class);
    this.context = context;
    this.timers = timers;
    this.socket = parts.socket();
    this.link = parts.link();
    this.keepAlive = parts.keepAlive();
    this.url = parts.url();
    this.notes = new CauseLog(context.getLog());
    this.items = new ItemDesk(calls, link, url, notes);
  }

  /// Takes over from [RpcGreeting].
  static Behavior<Command> create(
      ActorContext<Command> context, TimerScheduler<Command> timers, Parts parts) {
    timers.startTimerWithFixedDelay(new KeepAlive(), parts.keepAlive());
    parts.socket().next();
    return new RpcConnection(context, timers, parts).running(Use.OPEN, Vitals.GOOD);
  }

  private Behavior<Command> running(Use use, Vitals vitals) {
    if (use == Use.DRAINING && calls.isEmpty()) {
      socket.close();
      return end("another node is preferred");
    }
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, command -> handle(command, use, vitals))
        .onSignal(PostStop.class, _ -> stopped())
        .build();
  }

  private Behavior<Command> handle(Command command, Use use, Vitals vitals) {
    return switch (command) {
      case Send(var request, var replyTo) -> {
        ask(request, new Caller(replyTo));
        yield running(use, vitals);
      }
      case Open(var subscriber) -> {
        var subscription = subscriber.subscription();
        ask(
            new RpcRequest(subscription.method(), subscription.params(), SUBSCRIBE_TIMEOUT),
            subscriber);
        yield running(use, vitals);
      }
      case Close(var subscriber) -> {
        leave(subscriber);
        yield running(use, vitals);
      }
      case Drain() -> {
        timers.startSingleTimer(new Lost("another node is preferred"), DRAIN_MAX);
        yield running(Use.DRAINING, vitals);
      }
      case MessageIn(var text) -> message(RpcMessage.read(text), use, vitals.alive());
      case Ponged() -> running(use, vitals.alive());
      case Expired(var id) -> expired(id, use, vitals);
      case KeepAlive() -> checked(use, vitals);
      case Lost(var why) -> lost(why);
      case Opened _, Release _ -> Behaviors.unhandled();
    };
  }

  private void ask(RpcRequest request, Waiting who) {
    if (calls.isFull()) {
      refuse(who, Unreachable.of(Absence.TOO_MANY, ""));
      return;
    }
    long id = calls.add(who);
    String text = request.toJson(id);
    if (text.length() > REQUEST_SIZE_MAX) {
      var _ = calls.take(id);
      refuse(who, Unreachable.of(Absence.TOO_LARGE, ""));
      return;
    }
    timers.startSingleTimer(new Expired(id), new Expired(id), request.timeout());
    socket.send(text);
  }

  private void refuse(Waiting who, NoValue why) {
    switch (who) {
      case Caller(var replyTo) -> replyTo.tell(why);
      case Subscriber subscriber -> items.end(subscriber, why);
      case Gone _, Nobody _ -> {}
    }
  }

  private void leave(Subscriber subscriber) {
    calls.leave(subscriber).ifPresent(name -> endAtNode(subscriber.subscription(), name));
  }

  private void endAtNode(RpcSubscription subscription, String name) {
    try {
      ask(
          RpcRequest.of(subscription.endMethod(), SUBSCRIBE_TIMEOUT, RpcParam.of(name)),
          new Nobody());
    } catch (IllegalArgumentException e) {
      notes.warn("subscription cannot be ended", url, Label.of(name));
    }
  }

  private Behavior<Command> message(RpcMessage message, Use use, Vitals vitals) {
    return switch (message) {
      case Response(var id, var result) -> next(use, answered(id, result, vitals));
      case Notice notice -> {
        items.item(notice);
        yield next(use, vitals);
      }
      case Stop stop -> {
        items.stopped(stop);
        yield next(use, vitals);
      }
      case Senseless(var why) -> {
        notes.warn("message of the node ignored", url, why);
        yield next(use, vitals);
      }
      case Garbage(var why) -> garbled(why);
    };
  }

  private Behavior<Command> next(Use use, Vitals vitals) {
    socket.next();
    return running(use, vitals);
  }

  private Vitals answered(long id, RpcResult result, Vitals vitals) {
    timers.cancel(new Expired(id));
    Optional<Waiting> who = calls.take(id);
    if (who.isEmpty()) {
      notes.warn("message of the node ignored", url, Label.of("an answer that nobody waits for"));
      return vitals;
    }
    switch (who.get()) {
      case Caller(var replyTo) -> replyTo.tell(result);
      case Subscriber subscriber -> items.answered(subscriber, result);
      case Gone(var subscription) -> goneMeanwhile(subscription, result);
      case Nobody() -> {}
    }
    return Vitals.GOOD;
  }

  private void goneMeanwhile(RpcSubscription subscription, RpcResult result) {
    if (result instanceof Answered(var value)) {
      ItemDesk.nameOf(value).ifPresent(name -> endAtNode(subscription, name));
    }
  }

  private Behavior<Command> expired(long id, Use use, Vitals vitals) {
    var who = calls.take(id);
    if (who.isEmpty()) {
      return Behaviors.same();
    }
    refuse(who.get(), Unreachable.of(Absence.TIMED_OUT, ""));
    int inRow = vitals.timeoutsInRow() + 1;
    return inRow < TIMEOUTS_IN_ROW_MAX
        ? running(use, new Vitals(vitals.heard(), vitals.pinged(), inRow))
        : lost("it left " + inRow + " requests in a row unanswered");
  }

  private Behavior<Command> checked(Use use, Vitals vitals) {
    if (vitals.heard()) {
      return running(use, new Vitals(false, false, vitals.timeoutsInRow()));
    }
    if (vitals.pinged()) {
      return lost("nothing was heard of it, in spite of a ping, for " + keepAlive.multipliedBy(2));
    }
    socket.ping();
    return running(use, new Vitals(false, true, vitals.timeoutsInRow()));
  }

  private Behavior<Command> garbled(Label why) {
    var unreachable = new Unreachable(Absence.GARBLED, why);
    calls.fail(unreachable);
    return lost("it sent what is no JSON: " + why);
  }

  private Behavior<Command> lost(String why) {
    socket.close();
    return end(why);
  }

  private Behavior<Command> end(String why) {
    var unreachable = Unreachable.of(Absence.CONNECTION_LOST, why);
    calls.fail(unreachable);
    timers.cancelAll();
    link.tell(new RpcLink.Ended(context.getSelf(), unreachable));
    return ended(new Unreachable(Absence.NOT_CONNECTED, unreachable.detail()));
  }

  /// Answers what the link sent before it heard of the end; none of it goes to the node.
  private static Behavior<Command> ended(Unreachable why) {
    return Behaviors.receiveMessage(
        command -> {
          if (command instanceof Send(_, var replyTo)) {
            replyTo.tell(why);
          }
          return command instanceof Release ? Behaviors.stopped() : Behaviors.same();
        });
  }

  /// By the link or by a mistake of ours: whoever still waits hears of it.
  private Behavior<Command> stopped() {
    calls.fail(Unreachable.of(Absence.CONNECTION_LOST, "this node stops using it"));
    socket.close();
    return Behaviors.same();
  }
}
