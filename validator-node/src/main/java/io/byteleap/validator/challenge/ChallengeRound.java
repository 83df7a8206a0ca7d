package io.byteleap.validator.challenge;

import io.byteleap.actor.CborSerializable;
import io.byteleap.actor.Restarts;
import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.challenge.Verdict;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.persistence.projection.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/// The challenges of one miner, kept: what a worker committed to, what it was asked and what it
/// opened is stored before anything is answered, so that a restart goes on where it was. One timer
/// runs for the next deadline.
public final class ChallengeRound
    extends EventSourcedBehaviorWithEnforcedReplies<ChallengeRound.Command, Round.Step, Round> {
  public static final EntityTypeKey<Command> TYPE_KEY =
      EntityTypeKey.create(Command.class, "round");

  private static final int EVENTS_PER_SNAPSHOT = 500;

  /// A verdict that does not come within this time is asked for again.
  private static final Duration VERDICT_PATIENCE = Duration.ofMinutes(5);

  public sealed interface Command extends CborSerializable {}

  /// Issues challenges to those of the idle workers that have none open.
  public record Issue(List<Candidate> idle) implements Command {}

  /// The miner fetches its challenges.
  public record Collect(ActorRef<Collected> replyTo) implements Command {}

  public record CommitRoots(
      ChallengeId challenge,
      WorkerId worker,
      List<Commitment> commitments,
      ActorRef<Answer> replyTo)
      implements Command {}

  public record SubmitProof(ChallengeId challenge, Proof proof, ActorRef<Answer> replyTo)
      implements Command {}

  private record VerifierDone(Verifier.Outcome outcome) implements Command {}

  private record LookAtDeadlines() implements Command {}

  private record LookForVerdict(ChallengeId challenge) implements Command {}

  public record Collected(List<ChallengeSpec> challenges) implements CborSerializable {}

  public sealed interface Answer extends CborSerializable {}

  public record TargetsDrawn(List<UnitTargets> targets) implements Answer {}

  public record ProofStored() implements Answer {}

  public record Refused(String says) implements Answer {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Hotkey miner;
  private final RoundTools tools;
  private final ActorRef<Verifier.Outcome> verdicts;

  /// Since when this round has been listening without a break.
  private Instant since;

  private ChallengeRound(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      PersistenceId id,
      Hotkey miner,
      RoundTools tools) {
    super(id, Restarts.ofStored());
    this.context = context;
    this.timers = timers;
    this.miner = miner;
    this.tools = tools;
    this.since = tools.clock().instant();
    this.verdicts = context.messageAdapter(Verifier.Outcome.class, VerifierDone::new);
  }

  public static Behavior<Command> create(PersistenceId id, Hotkey miner, RoundTools tools) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new ChallengeRound(context, timers, id, miner, tools)));
  }

  @Override
  public Round emptyState() {
    return Round.NONE;
  }

  /// Which snapshots and events are kept is for the retention of the history to say.
  @Override
  public boolean shouldSnapshot(Round state, Round.Step event, long sequence) {
    return sequence % EVENTS_PER_SNAPSHOT == 0;
  }

  @Override
  public Set<String> tagsFor(Round.Step step) {
    return Set.of(Tags.CHALLENGES, Tags.NEWS);
  }

  @Override
  public EventHandler<Round, Round.Step> eventHandler() {
    return Round::evolve;
  }

  @Override
  public SignalHandler<Round> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::goOn)
        .onSignal(PostStop.instance(), _ -> tools.metrics().challengesOpen(miner, 0))
        .build();
  }

  @Override
  public CommandHandlerWithReply<Command, Round.Step, Round> commandHandler() {
    return (round, command) ->
        switch (command) {
          case Issue(var idle) -> issue(round, idle);
          case Collect(var replyTo) -> collect(round, replyTo);
          case CommitRoots(var challenge, var worker, var commitments, var replyTo) ->
              ordered(
                  round,
                  challenge,
                  new Challenge.Commit(worker, commitments),
                  new Asker("not found or not accessible", replyTo));
          case SubmitProof(var challenge, var proof, var replyTo) ->
              ordered(
                  round, challenge, new Challenge.Prove(proof), new Asker("not found", replyTo));
          case VerifierDone(var outcome) -> verified(round, outcome);
          case LookAtDeadlines() ->
              stored(round.steps(new Challenge.Expire(), now(), tools.random())).thenNoReply();
          case LookForVerdict(var challenge) ->
              Effect()
                  .none()
                  .thenRun(after -> after.find(challenge).ifPresent(this::verifyIfProven))
                  .thenNoReply();
        };
  }

  /// Proofs that were stored but not judged are judged now. What the miner may have tried in vain
  /// while nobody listened gets its time again.
  private void goOn(Round round) {
    since = tools.clock().instant();
    round.open().forEach(this::verifyIfProven);
    watch(round);
  }

  private void verifyIfProven(Challenge challenge) {
    if (challenge instanceof Challenge.Verifying proven) {
      verify(proven);
    }
  }

  private void verify(Challenge.Verifying challenge) {
    var id = challenge.spec().id();
    tools
        .verifiers()
        .tell(
            new Verifier.Verify(challenge.spec(), challenge.answer(), challenge.proof(), verdicts));
    timers.startSingleTimer(id, new LookForVerdict(id), VERDICT_PATIENCE);
  }

  /// Arms the timer for the next deadline, and shows how many challenges are open.
  private void watch(Round round) {
    tools.metrics().challengesOpen(miner, Math.toIntExact(round.open().count()));
    round
        .nextDeadline(since)
        .ifPresentOrElse(
            deadline ->
                timers.startSingleTimer(
                    LookAtDeadlines.class, new LookAtDeadlines(), untilAfter(deadline)),
            () -> timers.cancel(LookAtDeadlines.class));
  }

  private Duration untilAfter(Instant deadline) {
    var left = Duration.between(tools.clock().instant(), deadline).plusMillis(1);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private ReplyEffect<Round.Step, Round> issue(Round round, List<Candidate> idle) {
    var now = tools.clock().instant();
    var policy = tools.policy().get();
    var created =
        round.free(idle.stream().filter(policy::suits).toList()).stream()
            .map(
                candidate ->
                    new Challenge.ChallengeCreated(policy.draw(candidate, tools.random()), now))
            .map(event -> new Round.Step(event.spec().worker(), event))
            .toList();
    tools.metrics().challengesIssued(created.size());
    return stored(created).thenNoReply();
  }

  private ReplyEffect<Round.Step, Round> collect(Round round, ActorRef<Collected> replyTo) {
    var steps = round.steps(new Challenge.Hand(), now(), tools.random());
    var handed =
        steps.stream()
            .filter(step -> step.event() instanceof Challenge.ChallengeSent)
            .flatMap(step -> round.of(step.worker()).stream())
            .map(Challenge::spec)
            .toList();
    return stored(steps).thenReply(replyTo, _ -> new Collected(handed));
  }

  private Challenge.Watch now() {
    return new Challenge.Watch(since, tools.clock().instant());
  }

  /// Who asks, and in which words it hears that there is no such challenge.
  private record Asker(String unknown, ActorRef<Answer> replyTo) {}

  private ReplyEffect<Round.Step, Round> ordered(
      Round round, ChallengeId id, Challenge.Order order, Asker asker) {
    var replyTo = asker.replyTo();
    var challenge = round.find(id);
    if (challenge.isEmpty()) {
      return Effect().reply(replyTo, new Refused("Challenge " + id + " " + asker.unknown()));
    }
    return switch (challenge.get().decide(order, now(), tools.random())) {
      case Challenge.Accept(var event, var reply) ->
          stored(List.of(new Round.Step(challenge.get().spec().worker(), event)))
              .thenRun(after -> after.find(id).ifPresent(this::verifyIfProven))
              .thenReply(replyTo, _ -> answer(reply));
      case Challenge.Repeat(var reply) -> Effect().reply(replyTo, answer(reply));
      case Challenge.Refuse(var says) -> Effect().reply(replyTo, new Refused(says));
    };
  }

  /// Stores the steps; then goes on watching, and says what came to an end.
  private EffectBuilder<Round.Step, Round> stored(List<Round.Step> steps) {
    return Effect()
        .persist(steps)
        .thenRun(
            round -> {
              watch(round);
              steps.forEach(step -> noteEnd(round, step));
            });
  }

  private static Answer answer(Challenge.Reply reply) {
    return switch (reply) {
      case Challenge.Targets(var units) -> new TargetsDrawn(units);
      case Challenge.Queued() -> new ProofStored();
      case Challenge.Ended(var says) -> new Refused(says);
      case Challenge.Done() -> throw new IllegalStateException("BUG: nobody asked for " + reply);
    };
  }

  private ReplyEffect<Round.Step, Round> verified(Round round, Verifier.Outcome outcome) {
    timers.cancel(outcome.challenge());
    Challenge.Order order =
        switch (outcome) {
          case Verifier.Judged(_, var verdict, var took) -> {
            tools.metrics().proofJudged(took);
            yield new Challenge.Settle(verdict);
          }
          case Verifier.Unjudged _ -> new Challenge.GiveUp();
        };
    return stored(round.stepsOf(outcome.challenge(), order, now(), tools.random())).thenNoReply();
  }

  private void noteEnd(Round round, Round.Step step) {
    tools.metrics().challengeEnded(step.event());
    String challenge = round.of(step.worker()).map(held -> held.spec().id().value()).orElse("");
    switch (step.event()) {
      case Challenge.ChallengeFailed(var why, _, _) ->
          context
              .getLog()
              .info(
                  "challenge failed, miner={}, worker={}, challenge={}, why={}",
                  miner,
                  step.worker(),
                  challenge,
                  why);
      case Challenge.ChallengeVerified(_, var units, _) ->
          units.forEach(unit -> noteUnsound(challenge, step.worker(), unit));
      case Challenge.ChallengeCreated _,
          Challenge.ChallengeSent _,
          Challenge.RootCommitted _,
          Challenge.ProofReceived _ -> {}
    }
  }

  private void noteUnsound(String challenge, WorkerId worker, Verdict.UnitVerdict unit) {
    if (unit instanceof Verdict.Unsound(var gpu, var why)) {
      context
          .getLog()
          .info(
              "one unit of a verified challenge is unsound, miner={}, worker={}, challenge={},"
                  + " unit={}, why={}",
              miner,
              worker,
              challenge,
              gpu,
              why);
    }
  }
}
