package io.byteleap.validator.hub;

import io.byteleap.actor.Backoff;
import io.byteleap.actor.CauseLog;
import io.byteleap.actor.CborSerializable;
import io.byteleap.actor.FailureCause;
import io.byteleap.actor.Restarts;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.HandshakeProof;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.node.HealthNote;
import io.byteleap.port.TokenIssuer;
import io.byteleap.transport.TextDialer;
import io.byteleap.validator.hub.HubEffects.LeasesTaken;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.hub.HubFrameCodec;
import io.byteleap.wire.hub.HubMessage.LeasePublish;
import io.byteleap.wire.hub.HubMessage.TokenAnswer;
import io.byteleap.wire.hub.HubReport;
import io.byteleap.wire.hub.HubReportCodec;
import io.byteleap.wire.hub.HubType;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// The owner of the connection to the hub: keeps one, and connects again after a pause when it is
/// lost, for ever. Has the ledgers take what leases the hub published, which a lost connection does
/// not stop; passes scores on while there is a session.
///
/// There is at most one in a cluster. Nothing waits for it: without a hub, leases age.
public final class HubLink {
  /// What a hub is sent that does not read, in bytes: twice a full report of the largest subnet.
  private static final long UNREAD_MAX = 96L << 20;

  private static final Duration MEMBERS_RETRY = Duration.ofSeconds(1);

  private static final TextDialer.Bounds BOUNDS =
      new TextDialer.Bounds(HubFrameCodec.FRAME_SIZE_MAX, UNREAD_MAX);

  public sealed interface Command extends CborSerializable {}

  /// Tells the hub, if it is there: a report as it stands inside the encryption.
  public record Publish(HubType type, Bytes plaintext) implements Command {
    public static Publish of(HubReport report) {
      return new Publish(HubReportCodec.typeOf(report), HubReportCodec.encode(report));
    }
  }

  public record GetStatus(ActorRef<Status> replyTo) implements Command {}

  public sealed interface Status extends CborSerializable {}

  public record Connected(Hotkey hub, HandshakeProof proof, Instant since) implements Status {}

  public record Away(Label why) implements Status {}

  /// The handshake is done.
  record Greeted(ActorRef<HubConnection.Command> connection, Hotkey hub, HandshakeProof proof)
      implements Command {}

  /// The connection is at its end, or there never was one.
  record Ended(ActorRef<HubConnection.Command> connection, Label why) implements Command {}

  record LeasesSaid(LeasePublish publish) implements Command {}

  record TokenSaid(TokenAnswer answer) implements Command {}

  private record AskForToken(TokenIssuer.Order order, CompletableFuture<TokenIssuer.Reply> promise)
      implements Command {}

  private record Dial() implements Command {}

  private record Taken(Hotkey miner, long number, LeasesTaken leases) implements Command {}

  private record NotTaken(Hotkey miner, long number, String why) implements Command {}

  private record TakeAgain(Hotkey miner, long number) implements Command {}

  /// What the link works with. `tokens` hears when there is a hub that gives tokens, and when there
  /// is none any more; `random` must be cryptographically secure outside tests.
  public record Tools(
      HubEffects effects,
      TokenSocket tokens,
      HealthNote health,
      MeterRegistry meters,
      InstantSource clock,
      RandomGenerator random) {}

  /// Where an issuer of tokens is plugged in.
  public interface TokenSocket {
    void connected(TokenIssuer hub);

    void disconnected();
  }

  private sealed interface Line {}

  private record None(Label why) implements Line {}

  private record Trying(ActorRef<HubConnection.Command> connection) implements Line {}

  private record Open(
      ActorRef<HubConnection.Command> connection, Hotkey hub, HandshakeProof proof, Instant since)
      implements Line {}

  private record State(Line line, Backoff backoff, LeaseDesk leases) {
    State with(Line next) {
      return new State(next, backoff, leases);
    }

    State with(Backoff next) {
      return new State(line, next, leases);
    }

    State with(LeaseDesk next) {
      return new State(line, backoff, next);
    }
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final HubSettings settings;
  private final Tools tools;
  private final TextDialer dialer;
  private final HubMeters meters;
  private final OpenTokens openTokens;
  private final CauseLog notes;

  private HubLink(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      HubSettings settings,
      Tools tools,
      HubMeters meters,
      TextDialer dialer) {
    context.setLoggerName(HubLink.class);
    this.context = context;
    this.timers = timers;
    this.settings = settings;
    this.tools = tools;
    this.dialer = dialer;
    this.meters = meters;
    this.openTokens = new OpenTokens(tools.random());
    this.notes = new CauseLog(context.getLog());
  }

  public static Behavior<Command> create(HubSettings settings, Tools tools) {
    return create(settings, tools, () -> new TextDialer(BOUNDS));
  }

  /// With diallers of its own, a new one after each restart.
  static Behavior<Command> create(HubSettings settings, Tools tools, Supplier<TextDialer> dialers) {
    var meters = new HubMeters(tools.meters());
    Behavior<Command> link =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new HubLink(context, timers, settings, tools, meters, dialers.get())
                            .beginning()));
    return Behaviors.supervise(link).onFailure(Restarts.afterAPause());
  }

  private Behavior<Command> beginning() {
    var rhythm = settings.rhythm();
    return running(
        dialled(
            new State(
                new None(Label.of("starting")),
                Backoff.from(rhythm.pauseFirst(), rhythm.pauseLast()),
                LeaseDesk.of(rhythm.leaseLife()))));
  }

  private Behavior<Command> running(State state) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, command -> running(after(command, state)))
        .onSignal(PostStop.class, _ -> stopped())
        .onSignal(PreRestart.class, _ -> stopped())
        .build();
  }

  private State after(Command command, State state) {
    return switch (command) {
      case Dial() -> dialled(state);
      case Greeted(var connection, var hub, var proof) -> greeted(connection, hub, proof, state);
      case Ended(var connection, var why) -> ended(connection, why, state);
      case Publish(var type, var plaintext) -> publish(type, plaintext, state);
      case GetStatus(var replyTo) -> {
        replyTo.tell(status(state));
        yield state;
      }
      case LeasesSaid(var publish) -> leasesSaid(publish, state);
      case Taken(var miner, var number, var leases) -> {
        meters.leases(leases);
        logTaken(miner, leases);
        yield state.with(state.leases().taken(miner, number));
      }
      case NotTaken(var miner, var number, var why) -> notTaken(miner, number, why, state);
      case TakeAgain(var miner, var number) -> {
        take(state.leases().again(miner, number, tools.clock().instant()));
        yield state;
      }
      case AskForToken(var order, var promise) -> askForToken(order, promise, state);
      case TokenSaid(var answer) -> {
        openTokens.answered(answer);
        yield state;
      }
    };
  }

  /// Nobody is greeted before it is known whose leases there can be.
  private State dialled(State state) {
    if (tools.effects().miners().isEmpty()) {
      timers.startSingleTimer(new Dial(), MEMBERS_RETRY);
      return state.with(new None(Label.of("waiting for the members of the subnet")));
    }
    var work =
        new HubConnection.Tools(
            settings,
            tools.effects(),
            meters,
            dialer,
            context.getSystem().dispatchers().lookup(DispatcherSelector.blocking()),
            tools.clock(),
            tools.random());
    var connection = context.spawnAnonymous(HubDialling.create(work, context.getSelf()));
    context.watchWith(connection, new Ended(connection, Label.of("it broke down")));
    return state.with(new Trying(connection));
  }

  private State greeted(
      ActorRef<HubConnection.Command> connection, Hotkey hub, HandshakeProof proof, State state) {
    context.getLog().info("connected to the hub, hub={}, handshake={}", hub, proof);
    meters.sessionBegan();
    tools.health().up(hub + " at " + settings.url());
    if (settings.givesTokens()) {
      tools.tokens().connected(this::issue);
    }
    return state
        .with(new Open(connection, hub, proof, tools.clock().instant()))
        .with(state.leases().sessionBegan());
  }

  /// The watch tells of every end once more, when it is no news any longer.
  private State ended(ActorRef<HubConnection.Command> connection, Label why, State state) {
    return switch (state.line()) {
      case Open open when open.connection().equals(connection) -> lost(open, why, state);
      case Trying(var current) when current.equals(connection) -> {
        notes.warn("no connection to the hub", settings.url(), why);
        yield dialLater(why, state.with(state.backoff().failed()));
      }
      case Open _, Trying _, None _ -> state;
    };
  }

  private State lost(Open open, Label why, State state) {
    context.getLog().warn("connection to the hub lost, hub={}, why={}", open.hub(), why);
    meters.sessionEnded();
    tools.tokens().disconnected();
    openTokens.lost();
    var proven = open.since().plus(settings.rhythm().proven());
    if (tools.clock().instant().isBefore(proven)) {
      return dialLater(why, state.with(state.backoff().failed()));
    }
    notes.startOver();
    return dialLater(why, state.with(state.backoff().succeeded()));
  }

  private State dialLater(Label why, State state) {
    tools.health().down("away: " + why);
    timers.startSingleTimer(new Dial(), state.backoff().pause(tools.random()));
    return state.with(new None(why));
  }

  private State publish(HubType type, Bytes plaintext, State state) {
    if (!(state.line() instanceof Open open)) {
      meters.dropped();
      return state;
    }
    switch (HubReportCodec.decode(type.messageType(), plaintext)) {
      case Decoded.Read<HubReport>(var report) ->
          open.connection().tell(new HubConnection.Say(report));
      case Decoded.Refused<HubReport>(var why) ->
          throw new IllegalStateException("BUG: not a report of ours: " + why);
    }
    return state;
  }

  private Status status(State state) {
    return switch (state.line()) {
      case Open(_, var hub, var proof, var since) -> new Connected(hub, proof, since);
      case Trying _ -> new Away(Label.of("connecting"));
      case None(var why) -> new Away(why);
    };
  }

  private State leasesSaid(LeasePublish publish, State state) {
    publish.refused().forEach(part -> notes.warn("lease refused", part.where(), part.why()));
    var step =
        state
            .leases()
            .said(publish, tools.effects().miners(), tools.clock().instant(), tools.random());
    meters.strangers(step.strangers());
    take(step.takes());
    return state.with(step.next());
  }

  private void take(List<LeaseDesk.Take> takes) {
    for (var take : takes) {
      context.pipeToSelf(
          tools.effects().take(take.miner(), take.publication()),
          (leases, failure) ->
              failure == null
                  ? new Taken(take.miner(), take.number(), leases)
                  : new NotTaken(take.miner(), take.number(), FailureCause.text(failure)));
    }
  }

  private void logTaken(Hotkey miner, LeasesTaken leases) {
    if (leases.opened() + leases.closed() > 0) {
      context
          .getLog()
          .info(
              "the hub's leases taken, miner={}, begun={}, ended={}",
              miner,
              leases.opened(),
              leases.closed());
    }
  }

  private State notTaken(Hotkey miner, long number, String why, State state) {
    if (state.leases().isToBeRepeated(miner, number)) {
      notes.warn("ledger did not take the hub's leases, trying again", miner, Label.of(why));
      timers.startSingleTimer(miner, new TakeAgain(miner, number), LeaseDesk.REST);
    }
    return state;
  }

  /// Called by others.
  private CompletableFuture<TokenIssuer.Reply> issue(TokenIssuer.Order order) {
    var promise = new CompletableFuture<TokenIssuer.Reply>();
    context.getSelf().tell(new AskForToken(order, promise));
    return promise;
  }

  private State askForToken(
      TokenIssuer.Order order, CompletableFuture<TokenIssuer.Reply> promise, State state) {
    if (state.line() instanceof Open open) {
      openTokens
          .begun(order, promise, tools.clock().instant())
          .ifPresent(request -> open.connection().tell(new HubConnection.Say(request)));
    } else {
      promise.complete(new TokenIssuer.NotConnected());
    }
    return state;
  }

  private Behavior<Command> stopped() {
    meters.sessionEnded();
    tools.tokens().disconnected();
    openTokens.lost();
    tools.health().down("away: this node lets go of it");
    dialer.close();
    return Behaviors.same();
  }
}
