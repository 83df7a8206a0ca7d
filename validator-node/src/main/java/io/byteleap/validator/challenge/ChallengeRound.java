package io.byteleap.validator.challenge;

import io.byteleap.actor.CborSerializable;
import io.byteleap.actor.FailureCause;
import io.byteleap.actor.Restarts;
import io.byteleap.domain.challenge.AtWork;
import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.Challenge.ChallengeSent;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.Occasion;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.RoundTrip;
import io.byteleap.domain.exact.UnitBook;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.persistence.projection.Tags;
import io.byteleap.wire.exact.UnitCommitment;
import io.byteleap.wire.exact.UnitOpening;
import io.byteleap.wire.exact.UnitRefusal;
import io.byteleap.wire.exact.UnitRows;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
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

  /// The book of units answers within this time, or is away.
  private static final Duration KEYS_PATIENCE = Duration.ofSeconds(3);

  /// A verdict that does not come within this time is asked for again.
  private static final Duration VERDICT_PATIENCE = Duration.ofMinutes(5);

  public sealed interface Command extends CborSerializable {}

  /// Issues challenges to those of the idle workers that have none open.
  public record Issue(List<Candidate> idle, Occasion occasion) implements Command {
    /// Challenges that are handed out whenever the miner comes for them.
    public Issue(List<Candidate> idle) {
      this(idle, Occasion.ANY_TIME);
    }
  }

  /// The miner fetches its challenges.
  public record Collect(ActorRef<Collected> replyTo) implements Command {}

  public record CommitRoots(
      ChallengeId challenge,
      WorkerId worker,
      List<Commitment> commitments,
      ActorRef<Answer> replyTo)
      implements Command {}

  /// Phase 1 of version 2: what came of some units of a worker's challenge, in a session with this
  /// round trip.
  public record CommitUnits(
      ChallengeId challenge,
      WorkerId worker,
      List<UnitCommitment> units,
      RoundTrip roundTrip,
      ActorRef<Answer> replyTo)
      implements Command {
    public CommitUnits {
      units = List.copyOf(units);
    }
  }

  /// Phase 2 of version 2: one unit's opening.
  public record OpenRows(ChallengeId challenge, UnitOpening opening, ActorRef<Answer> replyTo)
      implements Command {}

  public record SubmitProof(ChallengeId challenge, Proof proof, ActorRef<Answer> replyTo)
      implements Command {}

  private record VerifierDone(Verifier.Outcome outcome) implements Command {}

  private record KeysKnown(
      CommitUnits message, ExactTurns.Drafts drafts, Map<UnitId, ExactRefusal> refused)
      implements Command {}

  private record KeysUnknown(CommitUnits message, String why) implements Command {}

  private record UnitJudged(OpeningLine.Outcome outcome) implements Command {}

  private record LookForLost() implements Command {}

  private record LookAtDeadlines() implements Command {}

  private record LookForVerdict(ChallengeId challenge) implements Command {}

  /// Challenges that are handed out now, of version 1 and of version 2; and when the next muster
  /// opens that the miner is to come to, if one waits for it.
  public record Collected(
      List<ChallengeSpec> challenges, List<Keyed> keyed, Optional<Instant> nextOpening)
      implements CborSerializable {
    public Collected {
      challenges = List.copyOf(challenges);
      keyed = List.copyOf(keyed);
    }
  }

  /// A challenge of version 2 with its keys, which only the worker may know.
  public record Keyed(ChallengeSpec spec, ExactOrder order) {}

  public sealed interface Answer extends CborSerializable {}

  public record TargetsDrawn(List<UnitTargets> targets) implements Answer {}

  public record ProofStored() implements Answer {}

  /// Which of the units are asked to open what, and the part of which has ended.
  public record UnitsAnswered(List<UnitRows> requests, List<UnitRefusal> refused)
      implements Answer {
    public UnitsAnswered {
      requests = List.copyOf(requests);
      refused = List.copyOf(refused);
    }
  }

  /// Not now, by our own fault; the same message may come again.
  public record Busy(String says) implements Answer {}

  public record Refused(String says) implements Answer {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Hotkey miner;
  private final RoundTools tools;
  private final ActorRef<Verifier.Outcome> verdicts;
  private final ExactTurns exact;
  private final RoundNotes notes;

  /// Places in the line whose opening is being stored.
  private final Set<OpeningLine.Place> places = new HashSet<>();

  /// Units whose opening found the line full, of challenges that are open: what they are late by is
  /// not their fault.
  private final Set<TurnedAway> turnedAway = new HashSet<>();

  private record TurnedAway(ChallengeId challenge, UnitId unit) {}

  private final ActorRef<OpeningLine.Outcome> outcomes;

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
    this.exact = new ExactTurns(tools);
    this.notes = new RoundNotes(miner, tools.metrics(), context.getLog());
    this.outcomes = context.messageAdapter(OpeningLine.Outcome.class, UnitJudged::new);
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
        .onSignal(PostStop.instance(), _ -> stopped())
        .onSignal(PreRestart.instance(), _ -> stopped())
        .build();
  }

  private void stopped() {
    places.forEach(OpeningLine.Place::leave);
    places.clear();
    tools.metrics().challengesOpen(miner, 0);
  }

  @Override
  public CommandHandlerWithReply<Command, Round.Step, Round> commandHandler() {
    return (round, command) ->
        switch (command) {
          case Issue(var idle, var occasion) -> issue(round, idle, occasion);
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
          case CommitUnits message -> committed(round, message);
          case KeysKnown(var message, var drafts, var refused) ->
              turned(
                  round,
                  exact.committed(round, message, drafts, refused, now()),
                  message.replyTo());
          case KeysUnknown(var message, var why) ->
              Effect().reply(message.replyTo(), new Busy("the book of units is away: " + why));
          case OpenRows message -> opened(round, message);
          case UnitJudged(var outcome) -> judged(round, outcome);
          case LookForLost() -> stored(round, exact.givenUp(round, now())).thenNoReply();
          case VerifierDone(var outcome) -> verified(round, outcome);
          case LookAtDeadlines() ->
              stored(
                      round,
                      excused(round, round.steps(new Challenge.Expire(), now(), tools.random())))
                  .thenNoReply();
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
    if (round.open().anyMatch(AtWork.class::isInstance)) {
      context.getSelf().tell(new LookForLost());
    }
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

  private ReplyEffect<Round.Step, Round> issue(
      Round round, List<Candidate> idle, Occasion occasion) {
    var now = tools.clock().instant();
    var policy = tools.policy().get();
    var created =
        round.free(idle.stream().filter(policy::suits).toList()).stream()
            .flatMap(
                candidate ->
                    policy.draw(candidate, occasion, round.doubts(), now, tools.random()).stream())
            .map(spec -> new Challenge.ChallengeCreated(spec, now))
            .map(event -> new Round.Step(event.spec().worker(), event))
            .toList();
    tools.metrics().challengesIssued(created.size());
    return stored(round, created).thenNoReply();
  }

  private ReplyEffect<Round.Step, Round> collect(Round round, ActorRef<Collected> replyTo) {
    var watch = now();
    var matrix = round.steps(new Challenge.Hand(), watch, tools.random());
    var handed =
        ExactTurns.specsOf(
            round, matrix.stream().filter(step -> step.event() instanceof ChallengeSent));
    var withKeys = exact.handedOut(round, miner, watch);
    var keyed = withKeys.keyed();
    var steps = Stream.concat(matrix.stream(), withKeys.steps().stream()).toList();
    return stored(round, steps)
        .thenRun(after -> keyed.forEach(each -> prepareCheck(after, each)))
        .thenReply(replyTo, after -> new Collected(handed, keyed, after.nextOpening(watch.now())));
  }

  /// What judges the openings is computed while the workers compute.
  private void prepareCheck(Round round, Keyed keyed) {
    if (round.find(keyed.spec().id()).orElse(null) instanceof AtWork atWork) {
      tools.exact().vault().check(atWork.handOut().secret(), atWork.spec().work().size());
    }
  }

  private ReplyEffect<Round.Step, Round> committed(Round round, CommitUnits message) {
    var drafts = exact.drafts(round, message, now());
    if (drafts.bindings().isEmpty()) {
      return turned(
          round, exact.committed(round, message, drafts, Map.of(), now()), message.replyTo());
    }
    context.ask(
        UnitKeeper.Known.class,
        tools.exact().units(),
        KEYS_PATIENCE,
        replyTo -> new UnitKeeper.Bind(drafts.bindings(), replyTo),
        (known, failure) ->
            failure == null
                ? new KeysKnown(message, drafts, known.refusals())
                : new KeysUnknown(message, FailureCause.text(failure)));
    return Effect().noReply();
  }

  private ReplyEffect<Round.Step, Round> turned(
      Round round, ExactTurns.Turn turn, ActorRef<Answer> replyTo) {
    return stored(round, excused(round, turn.steps())).thenReply(replyTo, _ -> turn.answer());
  }

  private ReplyEffect<Round.Step, Round> opened(Round round, OpenRows message) {
    var replyTo = message.replyTo();
    return switch (exact.opened(round, message, now())) {
      case ExactTurns.Told(var turn) -> turned(round, turn, replyTo);
      case ExactTurns.TurnedAway(var unit) -> {
        turnedAway.add(new TurnedAway(message.challenge(), unit));
        tools.metrics().openingTurnedAway();
        yield Effect().reply(replyTo, new Busy("the line for verification is full"));
      }
      case ExactTurns.Admitted(var turn, var place, var check) -> {
        places.add(place);
        yield stored(round, turn.steps())
            .thenRun(
                _ -> {
                  places.remove(place);
                  place.judge(check, outcomes::tell);
                })
            .thenReply(replyTo, _ -> turn.answer());
      }
    };
  }

  private ReplyEffect<Round.Step, Round> judged(Round round, OpeningLine.Outcome outcome) {
    tools.metrics().openingJudged(outcome.took());
    var order =
        new Challenge.OfUnit(
            outcome.unit(), new UnitChallenge.Settle(outcome.verdict()), UnitBook.EMPTY);
    return stored(round, round.stepsOf(outcome.challenge(), order, now(), tools.random()))
        .thenNoReply();
  }

  /// The steps, without a charge for those whose opening found no place.
  private List<Round.Step> excused(Round round, List<Round.Step> steps) {
    return steps.stream()
        .map(step -> isTurnedAway(round, step) ? ExactTurns.excused(step) : step)
        .toList();
  }

  private boolean isTurnedAway(Round round, Round.Step step) {
    return step.event() instanceof Challenge.UnitStepped(var unit, _)
        && round
            .of(step.worker())
            .filter(held -> turnedAway.contains(new TurnedAway(held.spec().id(), unit)))
            .isPresent();
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
          stored(round, List.of(new Round.Step(challenge.get().spec().worker(), event)))
              .thenRun(after -> after.find(id).ifPresent(this::verifyIfProven))
              .thenReply(replyTo, _ -> answer(reply));
      case Challenge.Repeat(var reply) -> Effect().reply(replyTo, answer(reply));
      case Challenge.Refuse(var says) -> Effect().reply(replyTo, new Refused(says));
    };
  }

  /// Stores the steps; then goes on watching, and says what came to an end.
  private EffectBuilder<Round.Step, Round> stored(Round before, List<Round.Step> wanted) {
    var steps = before.withEnds(wanted, tools.clock().instant());
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
      case Challenge.Done _, Challenge.UnitAsked _, Challenge.UnitOver _ ->
          throw new IllegalStateException("BUG: nobody asked for " + reply);
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
    return stored(round, round.stepsOf(outcome.challenge(), order, now(), tools.random()))
        .thenNoReply();
  }

  private void noteEnd(Round round, Round.Step step) {
    notes.noted(round, step);
    round
        .of(step.worker())
        .filter(Challenge::isFinal)
        .ifPresent(ended -> turnedAway.removeIf(it -> it.challenge().equals(ended.spec().id())));
  }
}
