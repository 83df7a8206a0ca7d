package io.byteleap.validator.enrolment;

import io.byteleap.actor.CauseLog;
import io.byteleap.actor.Entities;
import io.byteleap.actor.FailureCause;
import io.byteleap.actor.Questions;
import io.byteleap.domain.enrolment.TokenDesk;
import io.byteleap.domain.enrolment.TokenDesk.Asker;
import io.byteleap.domain.enrolment.TokenDesk.Input;
import io.byteleap.domain.enrolment.TokenDesk.Reason;
import io.byteleap.domain.enrolment.TokenDesk.Verdict;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.Whereabouts;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.domain.units.Label;
import io.byteleap.port.TokenIssuer;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.wire.EnrolGrant;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// Answers miners that ask for enrolment tokens, as [TokenDesk] has it. Holds no token longer than
/// its reply: one that the issuer gives is in the reply before the next message is looked at, and
/// no message that carries one can leave this node.
public final class TokenDeskActor {
  /// Together shorter than the miner's wait for an answer, and than that of its door.
  private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(3);

  private static final Duration ISSUE_TIMEOUT = Duration.ofSeconds(4);

  /// Requests that are looked into at a time, of all miners.
  private static final int OPEN_MAX = 1_024;

  public sealed interface Command {}

  public record Ask(Hotkey miner, WorkerId worker, ActorRef<Reply> replyTo) implements Command {}

  private record Looked(Request request, Whereabouts where) implements Command {}

  private record NotLooked(Request request, String cause) implements Command {}

  private record IssuerSaid(Request request, TokenIssuer.Reply reply) implements Command {}

  private record IssuerFailed(Request request, String cause) implements Command {}

  private record IssuerLate(Request request) implements Command {}

  public sealed interface Reply {}

  public record Token(EnrolGrant grant) implements Reply {}

  public record Pending(Duration tryAgainIn) implements Reply {}

  public record Denied(Reason reason, String says) implements Reply {}

  /// Where workers are looked for, who issues tokens, and how often one miner may ask.
  public record Settings(
      Entities<ScoringEntity.Command> ledgers,
      TokenIssuer issuer,
      AttemptLimit perMiner,
      MeterRegistry meters,
      InstantSource clock) {}

  private record Request(Asker asker, long number, ActorRef<Reply> replyTo) {
    TokenIssuer.Order order() {
      return new TokenIssuer.Order(asker.miner(), asker.worker());
    }
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Settings settings;
  private final CauseLog notes;

  private TokenDeskActor(
      ActorContext<Command> context, TimerScheduler<Command> timers, Settings settings) {
    this.context = context;
    this.timers = timers;
    this.settings = settings;
    this.notes = new CauseLog(context.getLog());
  }

  public static Behavior<Command> create(Settings settings) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new TokenDeskActor(context, timers, settings)
                        .running(TokenDesk.of(settings.perMiner(), OPEN_MAX))));
  }

  private Behavior<Command> running(TokenDesk desk) {
    return Behaviors.receiveMessage(command -> running(received(command, desk)));
  }

  private TokenDesk received(Command command, TokenDesk desk) {
    return switch (command) {
      case Ask(var miner, var worker, var replyTo) -> {
        var asker = new Asker(miner, worker);
        yield carriedOut(new TokenDesk.Asked(asker), desk, replyTo);
      }
      case Looked(var of, var where) ->
          carriedOut(new TokenDesk.Looked(of.asker(), of.number(), where), desk, of.replyTo());
      case NotLooked(var of, var cause) -> {
        note("worker not looked for", of.asker(), cause);
        yield carriedOut(new TokenDesk.NotLooked(of.asker(), of.number()), desk, of.replyTo());
      }
      case IssuerSaid(var of, var reply) -> issuerSaid(of, reply, desk);
      case IssuerFailed(var of, var cause) -> {
        note("issuer of tokens failed", of.asker(), cause);
        yield said(of, new TokenDesk.Failed(), desk);
      }
      case IssuerLate(var of) ->
          carriedOut(new TokenDesk.IssuerLate(of.asker(), of.number()), desk, of.replyTo());
    };
  }

  private TokenDesk issuerSaid(Request of, TokenIssuer.Reply reply, TokenDesk desk) {
    return switch (reply) {
      case TokenIssuer.Issued(var grant) -> {
        var step = desk.step(said(of, new TokenDesk.Issued()), settings.clock().instant());
        yield carriedOut(step, of.replyTo(), _ -> issued(of.asker(), grant));
      }
      case TokenIssuer.Pending(var tryAgainIn) -> said(of, new TokenDesk.Pending(tryAgainIn), desk);
      case TokenIssuer.Refused(var why) -> said(of, new TokenDesk.Refused(why.value()), desk);
      case TokenIssuer.NotConnected() -> said(of, new TokenDesk.NoIssuer(), desk);
    };
  }

  private TokenDesk said(Request of, TokenDesk.Word word, TokenDesk desk) {
    return carriedOut(said(of, word), desk, of.replyTo());
  }

  private static Input said(Request of, TokenDesk.Word word) {
    return new TokenDesk.IssuerSaid(of.asker(), of.number(), word);
  }

  private Reply issued(Asker asker, EnrolGrant grant) {
    notes.startOver();
    context
        .getLog()
        .info("enrolment token issued, miner={}, worker={}", asker.miner(), asker.worker());
    return new Token(grant);
  }

  private TokenDesk carriedOut(Input input, TokenDesk desk, ActorRef<Reply> replyTo) {
    return carriedOut(
        desk.step(input, settings.clock().instant()),
        replyTo,
        _ -> {
          throw new IllegalStateException("BUG: there is no token to give");
        });
  }

  /// `giving` makes the reply when the verdict is to give the token.
  private TokenDesk carriedOut(
      TokenDesk.Step step, ActorRef<Reply> replyTo, Function<TokenDesk.Give, Reply> giving) {
    for (TokenDesk.Output output : step.outputs()) {
      switch (output) {
        case TokenDesk.LookFor(var asker, var number) ->
            lookFor(new Request(asker, number, replyTo));
        case TokenDesk.Issue(var asker, var number) -> issue(new Request(asker, number, replyTo));
        case TokenDesk.Tell(var asker, var verdict) -> replyTo.tell(reply(asker, verdict, giving));
      }
    }
    return step.next();
  }

  private void lookFor(Request request) {
    Questions.<Command, ScoringEntity.Command, ScoringEntity.Found>ask(
        context,
        settings.ledgers().of(request.asker().miner()),
        LOOK_TIMEOUT,
        replyTo -> new ScoringEntity.Find(request.asker().worker(), replyTo),
        (found, failure) ->
            failure == null
                ? new Looked(request, found.where())
                : new NotLooked(request, FailureCause.text(failure)));
  }

  private void issue(Request request) {
    timers.startSingleTimer(request.asker(), new IssuerLate(request), ISSUE_TIMEOUT);
    context.pipeToSelf(
        settings.issuer().issue(request.order()),
        (reply, failure) ->
            failure == null
                ? new IssuerSaid(request, reply)
                : new IssuerFailed(request, FailureCause.text(failure)));
  }

  private Reply reply(Asker asker, Verdict verdict, Function<TokenDesk.Give, Reply> giving) {
    return switch (verdict) {
      case TokenDesk.Give give -> {
        count("issued", "none");
        yield giving.apply(give);
      }
      case TokenDesk.Wait(var tryAgainIn) -> {
        count("pending", "none");
        yield new Pending(tryAgainIn);
      }
      case TokenDesk.Deny(var reason, var says) -> {
        count("denied", reason.name().toLowerCase(Locale.ROOT));
        note("enrolment token denied", asker, says);
        yield new Denied(reason, says);
      }
    };
  }

  private void note(String what, Asker asker, String cause) {
    notes.warn(what, asker.miner(), Label.of(cause));
  }

  private void count(String outcome, String reason) {
    Counter.builder("byteleap.enrolment.requests")
        .description("Requests of miners for enrolment tokens, by outcome and reason")
        .tag("outcome", outcome)
        .tag("reason", reason)
        .register(settings.meters())
        .increment();
  }
}
