package io.byteleap.miner.validator;

import io.byteleap.actor.CauseLog;
import io.byteleap.actor.FailureCause;
import io.byteleap.domain.units.Label;
import io.byteleap.miner.validator.LinkState.Flight;
import io.byteleap.miner.validator.LinkState.NoSession;
import io.byteleap.miner.validator.LinkState.Shaking;
import io.byteleap.transport.SynapseCaller;
import io.byteleap.transport.SynapseClient;
import io.byteleap.transport.SynapseClient.Target;
import io.byteleap.wire.validator.ErrorCode;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.validator.PayloadCodec;
import io.byteleap.wire.validator.SealedPackage;
import io.byteleap.wire.validator.SynapseType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// The conversation with one validator: opens a session when one is needed, never two at a time,
/// and makes calls in it. A call whose session turns out to be no good is made once more in a new
/// one, so that a validator that was restarted costs a handshake and nothing else. After handshakes
/// that failed, the next one waits its time (see [HandshakePatience]).
///
/// A validator that has had too many calls is given time: commitments and proofs wait for their
/// turn then, in the order in which they came, since a worker that computed must not lose its
/// challenge because its miner has many workers (see [CallPace]). Other calls are refused.
///
/// Every call gets exactly one result, at the latest when its timeout has passed, which begins anew
/// with its turn; turns come within [#HOLD_MAX], or the call is refused.
public final class ValidatorLink {
  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(30);

  /// Calls that wait or are under way at a time.
  private static final int CALLS_MAX = 256;

  private static final int TRIES_MAX = 2;

  /// How long a call waits for its turn. Validators give commitments about as long.
  private static final Duration HOLD_MAX = Duration.ofSeconds(60);

  private static final String RATE_LIMITED = "rate_limited";

  public sealed interface Command {}

  /// Asks the validator; `timeout` covers everything, a handshake and a second try included.
  public record Call(Payload payload, Duration timeout, ActorRef<CallResult> replyTo)
      implements Command {}

  /// Opens a new session now, to see whether the validator is there.
  record Greet() implements Command {}

  private record Greeted(Greeting greeting, SynapseClient.Result result) implements Command {}

  private record ResponseIn(long flight, SynapseClient.Result result) implements Command {}

  private record Late(long flight) implements Command {}

  private record TurnCame() implements Command {}

  /// Who we are, whom we talk to, and who hears how that goes.
  record Settings(
      Handshakes handshakes,
      Target target,
      SynapseCaller client,
      Consumer<Contact> contacts,
      InstantSource clock,
      RandomGenerator random) {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Settings settings;
  private final CauseLog notes;

  private ValidatorLink(
      ActorContext<Command> context, TimerScheduler<Command> timers, Settings settings) {
    this.context = context;
    this.timers = timers;
    this.settings = settings;
    this.notes = new CauseLog(context.getLog());
  }

  /// For whoever talks to one validator and judges none.
  public static Behavior<Command> create(
      Handshakes handshakes,
      Target target,
      SynapseCaller client,
      InstantSource clock,
      RandomGenerator random) {
    return create(new Settings(handshakes, target, client, _ -> {}, clock, random));
  }

  static Behavior<Command> create(Settings settings) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new ValidatorLink(context, timers, settings).running(LinkState.FIRST)));
  }

  private Behavior<Command> running(LinkState state) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, command -> running(received(command, state)))
        .onSignal(PostStop.class, _ -> givenUp(state))
        .onSignal(PreRestart.class, _ -> givenUp(state))
        .build();
  }

  private LinkState received(Command command, LinkState state) {
    return switch (command) {
      case Call call -> call(call, state);
      case Greet() when state.use() instanceof Shaking -> state;
      case Greet() -> shake(state);
      case Greeted(var greeting, var result) -> greeted(greeting, result, state);
      case ResponseIn(var number, var result) ->
          state.flight(number).map(flight -> responseIn(flight, result, state)).orElse(state);
      case Late(var number) ->
          state.flight(number).map(flight -> late(flight, state)).orElse(state);
      case TurnCame() -> turnCame(state);
    };
  }

  private Behavior<Command> givenUp(LinkState state) {
    state
        .flights()
        .forEach(
            flight ->
                flight.call().replyTo().tell(new CallResult.Unreachable("the link was closed")));
    return Behaviors.same();
  }

  private LinkState call(Call call, LinkState state) {
    if (state.flights().size() >= CALLS_MAX) {
      call.replyTo().tell(new CallResult.Unreachable(CALLS_MAX + " calls wait already"));
      return state;
    }
    var now = settings.clock().instant();
    var next = state.withCall(call, now.plus(call.timeout()), now.plus(HOLD_MAX));
    long number = next.lastNumber();
    timers.startSingleTimer(number, new Late(number), call.timeout());
    return depart(next);
  }

  /// Sends what waits, if there is a session for it; else sees to one.
  private LinkState depart(LinkState state) {
    if (state.waiting().isEmpty()) {
      return state;
    }
    var now = settings.clock().instant();
    if (state.use() instanceof Shaking) {
      return state;
    }
    if (state.inUse().filter(session -> !session.isNearExpiry(now)).isPresent()) {
      return sendWaiting(state);
    }
    return state.patience().holdsAt(now) ? heldBack(now, state) : shake(state);
  }

  /// Handshakes failed lately: until the next one is due, calls go in a session that is not over
  /// yet, or not at all.
  private LinkState heldBack(Instant now, LinkState state) {
    return state.inUse().filter(session -> !session.isOver(now)).isPresent()
        ? sendWaiting(state)
        : failWaiting(new CallResult.Unreachable(state.patience().why()), state);
  }

  private LinkState sendWaiting(LinkState first) {
    var state = first;
    for (Flight flight : first.waiting()) {
      state = send(flight, state);
    }
    return state;
  }

  private LinkState send(Flight flight, LinkState state) {
    var now = settings.clock().instant();
    if (waitsForTurn(flight) && !state.pace().hasRoom(now)) {
      return held(flight.held(), state);
    }
    var type = typeOf(flight.call().payload());
    var plaintext = PayloadCodec.encode(flight.call().payload());
    var sealing = state.inUse().flatMap(session -> session.seal(type.messageType(), plaintext));
    if (sealing.isEmpty()) {
      return state.use() instanceof Shaking ? state : shake(state.with(new NoSession()));
    }
    var next = sealing.get().next();
    context.pipeToSelf(
        settings
            .client()
            .call(
                settings.target(),
                type,
                SealedPackage.toText(sealing.get().box()),
                Duration.between(now, flight.deadline())),
        (result, failure) -> new ResponseIn(flight.number(), orUnreachable(result, failure)));
    return state.with(next).with(flight.sentIn(next.id(), now)).with(state.pace().sentAt(now));
  }

  private static boolean waitsForTurn(Flight flight) {
    return switch (typeOf(flight.call().payload())) {
      case CHALLENGE, CHALLENGE_PROOF -> true;
      case SESSION_INIT, HEARTBEAT, TASK, ENROL_TOKEN -> false;
    };
  }

  private LinkState held(Flight flight, LinkState state) {
    var now = settings.clock().instant();
    timers.startSingleTimer(
        flight.number(),
        new Late(flight.number()),
        notNegative(Duration.between(now, flight.lastChance())));
    return awaitTurn(state.with(flight));
  }

  private LinkState awaitTurn(LinkState state) {
    var now = settings.clock().instant();
    timers.startSingleTimer(
        TurnCame.class,
        new TurnCame(),
        notNegative(Duration.between(now, state.pace().roomAt(now))));
    return state;
  }

  private static Duration notNegative(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }

  /// Those that came first go, as many as there is room for.
  private LinkState turnCame(LinkState first) {
    var now = settings.clock().instant();
    var state = first;
    for (Flight flight : first.held()) {
      if (!state.pace().hasRoom(now)) {
        return awaitTurn(state);
      }
      timers.startSingleTimer(flight.number(), new Late(flight.number()), flight.call().timeout());
      state = depart(state.with(flight.released(now)));
    }
    return state;
  }

  private static SynapseClient.Result orUnreachable(
      SynapseClient.Result result, Throwable failure) {
    return failure == null ? result : new SynapseClient.Unreachable(FailureCause.text(failure));
  }

  private static SynapseType typeOf(Payload payload) {
    return switch (payload) {
      case Payload.Heartbeat _ -> SynapseType.HEARTBEAT;
      case Payload.TaskPoll _ -> SynapseType.TASK;
      case Payload.CommitmentData _, Payload.ExactCommitments _ -> SynapseType.CHALLENGE;
      case Payload.ProofData _, Payload.ExactOpening _ -> SynapseType.CHALLENGE_PROOF;
      case Payload.EnrolTokenQuery _ -> SynapseType.ENROL_TOKEN;
    };
  }

  private LinkState shake(LinkState state) {
    var now = settings.clock().instant();
    var greeting =
        Greeting.draw(settings.handshakes(), settings.target().hotkey(), now, settings.random());
    context.pipeToSelf(
        settings
            .client()
            .call(
                settings.target(), SynapseType.SESSION_INIT, greeting.request(), HANDSHAKE_TIMEOUT),
        (result, failure) -> new Greeted(greeting, orUnreachable(result, failure)));
    return state.with(new Shaking(state.use()));
  }

  private LinkState greeted(Greeting greeting, SynapseClient.Result result, LinkState state) {
    var now = settings.clock().instant();
    return switch (greeting.outcome(result, now)) {
      case Greeting.Shaken(var session, var proof) -> {
        context
            .getLog()
            .info(
                "session opened, validator={}, until={}, handshake={}",
                target(),
                session.expiresAt(),
                proof);
        settings.handshakes().opened(proof);
        settings.contacts().accept(new Contact.SessionOpened(now, proof));
        yield sendWaiting(state.opened(session).with(HandshakePatience.NONE));
      }
      case Greeting.Refused(var code, var says) -> {
        note("handshake refused", says);
        settings.contacts().accept(new Contact.Refused(now, says));
        var before = state.unshaken().with(patience(says, now, state));
        yield before.inUse().filter(session -> !session.isOver(now)).isPresent()
            ? sendWaiting(before)
            : failWaiting(new CallResult.Refused(code, says), before);
      }
      case Greeting.Unreachable(var cause) -> {
        note("validator cannot be reached", cause);
        settings
            .contacts()
            .accept(
                state.waiting().isEmpty()
                    ? new Contact.GreetingMissed(now, cause)
                    : new Contact.Missed(now, cause));
        yield failWaiting(
            new CallResult.Unreachable(cause), state.unshaken().with(patience(cause, now, state)));
      }
    };
  }

  private HandshakePatience patience(String why, Instant now, LinkState state) {
    return state.patience().afterFailure(why, now, settings.random());
  }

  private LinkState failWaiting(CallResult result, LinkState first) {
    var state = first;
    for (Flight flight : first.waiting()) {
      state = finished(flight, result, state);
    }
    return state;
  }

  private LinkState responseIn(Flight flight, SynapseClient.Result result, LinkState state) {
    var type = typeOf(flight.call().payload());
    var reading =
        state
            .sessionOf(flight)
            .map(session -> Reading.of(result, type, session, settings.clock().instant()))
            .orElseGet(
                () -> new Reading.SessionBroken(ErrorCode.SESSION_UNKNOWN, "it was replaced"));
    return read(flight, reading, state);
  }

  private LinkState read(Flight flight, Reading reading, LinkState state) {
    var now = settings.clock().instant();
    return switch (reading) {
      case Reading.Conversed(var session, var result) -> {
        notes.startOver();
        settings.contacts().accept(new Contact.Answered(now));
        yield finished(flight, result, state.with(session));
      }
      case Reading.SessionBroken(var code, var says) when flight.tries() < TRIES_MAX -> {
        context.getLog().info("session is over, validator={}, why={} {}", target(), code, says);
        settings.contacts().accept(new Contact.SessionLost(now, says));
        yield depart(state.withoutSessionOf(flight).with(flight.waitingAgain()));
      }
      case Reading.SessionBroken(var code, var says) -> {
        settings.contacts().accept(new Contact.SessionLost(now, says));
        yield refused(flight, code.number(), says, state.withoutSessionOf(flight));
      }
      case Reading.Refused(var code, var says)
          when code == ErrorCode.NETWORK_ERROR.number() && says.equals(RATE_LIMITED) ->
          tooMany(flight, now, state);
      case Reading.Refused(var code, var says) -> refused(flight, code, says, state);
      case Reading.Unreachable(var cause) -> {
        note("validator cannot be reached", cause);
        settings.contacts().accept(new Contact.Missed(now, cause));
        yield finished(flight, new CallResult.Unreachable(cause), state);
      }
    };
  }

  private LinkState tooMany(Flight flight, Instant now, LinkState first) {
    var state =
        flight.stage() instanceof LinkState.Sent(_, var at)
            ? first.with(first.pace().refused(at, now))
            : first;
    if (!waitsForTurn(flight) || !now.isBefore(flight.lastChance())) {
      return refused(flight, ErrorCode.NETWORK_ERROR.number(), RATE_LIMITED, state);
    }
    note("calls wait for their turn", RATE_LIMITED);
    return held(flight.heldUnseen(), state);
  }

  private LinkState refused(Flight flight, int code, String says, LinkState state) {
    note("call refused", code + " " + says);
    settings.contacts().accept(new Contact.Refused(settings.clock().instant(), says));
    return finished(flight, new CallResult.Refused(code, says), state);
  }

  private LinkState late(Flight flight, LinkState state) {
    if (flight.stage() instanceof LinkState.Held) {
      return refused(flight, ErrorCode.NETWORK_ERROR.number(), RATE_LIMITED, state);
    }
    String cause = "no answer within " + flight.call().timeout();
    note("validator cannot be reached", cause);
    settings.contacts().accept(new Contact.Missed(settings.clock().instant(), cause));
    return finished(flight, new CallResult.Unreachable(cause), state);
  }

  private LinkState finished(Flight flight, CallResult result, LinkState state) {
    timers.cancel(flight.number());
    flight.call().replyTo().tell(result);
    return state.without(flight);
  }

  private String target() {
    return settings.target().hotkey() + "@" + settings.target().endpoint();
  }

  private void note(String what, String why) {
    notes.warn(what, target(), Label.of(why));
  }
}
