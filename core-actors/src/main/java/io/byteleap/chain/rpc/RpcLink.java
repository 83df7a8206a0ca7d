package io.byteleap.chain.rpc;

import io.byteleap.actor.Backoff;
import io.byteleap.actor.CauseLog;
import io.byteleap.actor.Restarts;
import io.byteleap.chain.rpc.LinkState.Dialling;
import io.byteleap.chain.rpc.LinkState.NoNode;
import io.byteleap.chain.rpc.LinkState.None;
import io.byteleap.chain.rpc.LinkState.Open;
import io.byteleap.chain.rpc.LinkState.Seeking;
import io.byteleap.chain.rpc.OpenCalls.Subscriber;
import io.byteleap.chain.rpc.RpcResult.Absence;
import io.byteleap.chain.rpc.RpcResult.Unreachable;
import io.byteleap.domain.units.Label;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// The owner of the connection to the chain: keeps one node connected out of several endpoints in
/// order of preference, and passes requests and subscriptions on to it.
///
/// A round tries every endpoint once, the preferred ones first. While a first round runs, requests
/// wait, up to their own time; once a round has failed they are refused at once until a node is
/// there, and rounds are tried again with back-off, for ever. A node that is less preferred is left
/// when one before it answers again: what was asked of it is still answered. A node of another
/// chain than the first that was ever reached is not used.
public final class RpcLink {
  static final int SUBSCRIPTIONS_MAX = 32;

  /// The pause between two endpoints of a round.
  private static final Backoff HOP = Backoff.from(Duration.ofMillis(200), Duration.ofMillis(200));

  public sealed interface Command {}

  /// Asks the chain. There is exactly one reply, within the request's time or soon after it.
  public record Call(RpcRequest request, ActorRef<RpcResult> replyTo) implements Command {}

  /// Has the listener told, until it stops or unsubscribes. A listener has one subscription at a
  /// time: a new one ends the one before.
  public record Subscribe(RpcSubscription subscription, ActorRef<RpcNews> listener)
      implements Command {}

  public record Unsubscribe(ActorRef<RpcNews> listener) implements Command {}

  /// Hands in a transaction, and tells its watch what becomes of it.
  record HandIn(ExtrinsicWatch watch) implements Command {}

  public record GetStatus(ActorRef<Status> replyTo) implements Command {}

  /// The node answered its first questions: it can be used.
  record Ready(ActorRef<RpcConnection.Command> connection, String genesis) implements Command {}

  /// The connection ended, or there never was one.
  record Ended(ActorRef<RpcConnection.Command> connection, Unreachable why) implements Command {}

  /// The listener heard the last of its subscription.
  record Finished(Subscriber subscriber) implements Command {}

  private record Dial() implements Command {}

  private record PreferredAgain() implements Command {}

  /// A request has waited for a connection as long as it may.
  record Late(long ticket) implements Command {}

  public sealed interface Status {}

  public record Connected(NodeUrl url, Instant since) implements Status {}

  public record Away(Label why) implements Status {}

  /// What the link works with.
  public record Tools(InstantSource clock, RandomGenerator random) {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final RpcSettings settings;
  private final Tools tools;
  private final RpcDialer dialer;
  private final WaitingCalls waiting;
  private final Subscribers subscribers;
  private final CauseLog notes;

  private RpcLink(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      RpcSettings settings,
      Tools tools,
      RpcDialer dialer) {
    context.setLoggerName(RpcLink.class);
    this.context = context;
    this.timers = timers;
    this.settings = settings;
    this.tools = tools;
    this.dialer = dialer;
    this.waiting = new WaitingCalls(timers, tools.clock());
    this.subscribers = new Subscribers(context);
    this.notes = new CauseLog(context.getLog());
  }

  public static Behavior<Command> create(RpcSettings settings, Tools tools) {
    return create(settings, tools, RpcDialer::create);
  }

  /// With diallers of its own, a new one after each restart.
  static Behavior<Command> create(RpcSettings settings, Tools tools, Supplier<RpcDialer> dialers) {
    Behavior<Command> link =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new RpcLink(context, timers, settings, tools, dialers.get()).beginning()));
    return Behaviors.supervise(link).onFailure(Restarts.afterAPause());
  }

  private Behavior<Command> beginning() {
    var timing = settings.timing();
    var backoff = Backoff.from(timing.pauseFirst(), timing.pauseLast());
    return running(dialled(LinkState.first(settings.endpoints().size(), backoff)));
  }

  private Behavior<Command> running(LinkState state) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, command -> running(after(command, state)))
        .onSignal(PostStop.class, _ -> stopped())
        .onSignal(PreRestart.class, _ -> stopped())
        .build();
  }

  private LinkState after(Command command, LinkState state) {
    return switch (command) {
      case Call call -> called(call, state);
      case Subscribe(var subscription, var listener) -> subscribed(subscription, listener, state);
      case HandIn(var watch) -> {
        var self = context.getSelf();
        context.spawnAnonymous(
            watch.listening(listener -> self.tell(new Subscribe(watch.extrinsic(), listener))));
        yield state;
      }
      case Unsubscribe(var listener) -> {
        subscribers.unsubscribe(listener);
        yield state;
      }
      case Finished(var subscriber) -> {
        subscribers.finished(subscriber);
        yield state;
      }
      case GetStatus(var replyTo) -> {
        replyTo.tell(status(state));
        yield state;
      }
      case Ready(var connection, var genesis) -> ready(connection, genesis, state);
      case Ended(var connection, var why) -> ended(connection, why, state);
      case Dial() -> dialled(state);
      case PreferredAgain() -> preferredAgain(state);
      case Late late -> {
        waiting.late(late);
        yield state;
      }
    };
  }

  private LinkState called(Call call, LinkState state) {
    return switch (state.line()) {
      case Open(var connection, _, _) -> {
        connection.tell(new RpcConnection.Send(call.request(), call.replyTo()));
        yield state;
      }
      case NoNode(var why) -> {
        call.replyTo().tell(why);
        yield state;
      }
      case Seeking() -> {
        waiting.add(call);
        yield state;
      }
    };
  }

  private LinkState subscribed(
      RpcSubscription subscription, ActorRef<RpcNews> listener, LinkState state) {
    switch (state.line()) {
      case Open(var connection, _, _) -> subscribers.subscribe(subscription, listener, connection);
      case NoNode(var why) -> subscribers.subscribeLater(subscription, listener, why);
      case Seeking() ->
          subscribers.subscribeLater(
              subscription, listener, Unreachable.of(Absence.NOT_CONNECTED, "connecting"));
    }
    return state;
  }

  private LinkState dialled(LinkState state) {
    if (!(state.attempt() instanceof None) || state.left().isEmpty()) {
      return state;
    }
    var url = settings.endpoints().get(state.left().getFirst());
    var connection =
        context.spawnAnonymous(
            RpcGreeting.create(url, settings.timing(), dialer, context.getSelf()));
    context.watchWith(
        connection,
        new Ended(connection, Unreachable.of(Absence.CONNECTION_LOST, "it broke down")));
    return state.dialling(connection);
  }

  private LinkState ready(
      ActorRef<RpcConnection.Command> connection, String genesis, LinkState state) {
    if (!(state.attempt() instanceof Dialling(var current, var endpoint))
        || !current.equals(connection)) {
      context.stop(connection);
      return state;
    }
    if (!state.chain().admits(genesis)) {
      context.stop(connection);
      return failed(
          endpoint, Unreachable.of(Absence.NOT_CONNECTED, "it is of another chain"), state);
    }
    context.getLog().info("connected to a node of the chain, url={}", url(endpoint));
    subscribers.connected(connection);
    waiting.passOn(connection);
    if (state.line() instanceof Open(var before, _, _)) {
      before.tell(new RpcConnection.Drain());
    }
    if (endpoint > 0) {
      lookAgainLater();
    }
    return state.open(new Open(connection, endpoint, tools.clock().instant()), genesis);
  }

  private LinkState ended(
      ActorRef<RpcConnection.Command> connection, Unreachable why, LinkState state) {
    connection.tell(new RpcConnection.Release());
    subscribers.lost(connection, why);
    if (state.attempt() instanceof Dialling(var current, var endpoint)
        && current.equals(connection)) {
      return failed(endpoint, why, state);
    }
    return state.line() instanceof Open open && open.connection().equals(connection)
        ? lost(open, why, state)
        : state;
  }

  private LinkState lost(Open open, Unreachable why, LinkState state) {
    notes.warn("connection to a node of the chain lost", url(open.endpoint()), label(why));
    timers.cancel(new PreferredAgain());
    var seeking = state.seekingAfter(open.endpoint(), settings.endpoints().size());
    var proven = open.since().plus(settings.timing().proven());
    if (tools.clock().instant().isBefore(proven)) {
      return dialAfterPause(seeking.with(state.backoff().failed()));
    }
    notes.startOver();
    hop();
    return seeking.with(state.backoff().succeeded());
  }

  private LinkState failed(int endpoint, Unreachable why, LinkState state) {
    notes.warn("node of the chain cannot be used", url(endpoint), label(why));
    var next = state.withoutAttempt();
    if (!next.left().isEmpty()) {
      hop();
      return next;
    }
    return switch (next.line()) {
      case Open _ -> {
        lookAgainLater();
        yield next;
      }
      case NoNode _, Seeking() -> roundFailed(why, next);
    };
  }

  private LinkState roundFailed(Unreachable why, LinkState state) {
    var absent = new Unreachable(Absence.NOT_CONNECTED, why.detail());
    waiting.refuseAll(absent);
    return dialAfterPause(
        state
            .with(new NoNode(absent))
            .withLeft(LinkState.upTo(settings.endpoints().size()))
            .with(state.backoff().failed()));
  }

  private LinkState dialAfterPause(LinkState state) {
    timers.startSingleTimer(new Dial(), state.backoff().pause(tools.random()));
    return state;
  }

  private void hop() {
    timers.startSingleTimer(new Dial(), HOP.pause(tools.random()));
  }

  private void lookAgainLater() {
    var after = settings.timing().preferredAgain();
    timers.startSingleTimer(new PreferredAgain(), Backoff.from(after, after).pause(tools.random()));
  }

  private LinkState preferredAgain(LinkState state) {
    return state.line() instanceof Open open && state.attempt() instanceof None
        ? dialled(state.withLeft(LinkState.upTo(open.endpoint())))
        : state;
  }

  private Behavior<Command> stopped() {
    var absent = Unreachable.of(Absence.NOT_CONNECTED, "this node lets go of the chain");
    waiting.refuseAll(absent);
    subscribers.endAll(absent);
    dialer.close();
    return Behaviors.same();
  }

  private Status status(LinkState state) {
    return switch (state.line()) {
      case Open(_, var endpoint, var since) -> new Connected(url(endpoint), since);
      case Seeking() -> new Away(Label.of("connecting"));
      case NoNode(var why) -> new Away(label(why));
    };
  }

  private NodeUrl url(int endpoint) {
    return settings.endpoints().get(endpoint);
  }

  private static Label label(Unreachable why) {
    return Label.of(why.toString());
  }
}
