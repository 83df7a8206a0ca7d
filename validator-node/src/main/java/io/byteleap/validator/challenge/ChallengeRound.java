package io.byteleap.validator.challenge;

import io.byteleap.actor.CborSerializable;
import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.Challenge.Accept;
import io.byteleap.domain.challenge.Challenge.ChallengeCreated;
import io.byteleap.domain.challenge.Challenge.Commit;
import io.byteleap.domain.challenge.Challenge.Expire;
import io.byteleap.domain.challenge.Challenge.Hand;
import io.byteleap.domain.challenge.Challenge.Order;
import io.byteleap.domain.challenge.Challenge.Prove;
import io.byteleap.domain.challenge.Challenge.Refuse;
import io.byteleap.domain.challenge.Challenge.Repeat;
import io.byteleap.domain.challenge.Challenge.Settle;
import io.byteleap.domain.challenge.Challenge.Verifying;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.ChallengeSpec.Patience;
import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.challenge.Verdict;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.RandomUuid;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.matrix.SizePolicy;
import io.byteleap.persistence.projection.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
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
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/// The challenges of one miner, kept: what a worker committed to, what it was asked and what it
/// opened is stored before anything is answered, so that a restart goes on where it was. One timer
/// runs for the next deadline.
public final class ChallengeRound
    extends EventSourcedBehaviorWithEnforcedReplies<ChallengeRound.Command, Round.Step, Round> {
  public static final EntityTypeKey<Command> TYPE_KEY =
      EntityTypeKey.create(Command.class, "round");

  private static final int EVENTS_PER_SNAPSHOT = 500;
  private static final int SNAPSHOTS_KEPT = 2;
  private static final Duration BACKOFF_FIRST = Duration.ofMillis(500);
  private static final Duration BACKOFF_LAST = Duration.ofSeconds(30);
  private static final double BACKOFF_JITTER = 0.2;

  /// A verdict that does not come within this time is asked for again.
  private static final Duration VERDICT_PATIENCE = Duration.ofMinutes(5);

  public sealed interface Command extends CborSerializable {}

  /// Issues challenges to those of the idle workers that have none open.
  public record Issue(List<WorkerId> idle) implements Command {}

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

  private record Judged(ChallengeId challenge, Verdict verdict, Duration took) implements Command {}

  private record LookAtDeadlines() implements Command {}

  private record LookForVerdict(ChallengeId challenge) implements Command {}

  public record Collected(List<ChallengeSpec> challenges) implements CborSerializable {}

  public sealed interface Answer extends CborSerializable {}

  public record TargetsDrawn(List<UnitTargets> targets) implements Answer {}

  public record ProofStored() implements Answer {}

  public record Refused(String says) implements Answer {}

  /// What challenges look like.
  public record Policy(SizePolicy sizes, int iterations, TargetPolicy targets, Patience patience) {}

  /// What every round works with.
  public record Tools(
      Policy policy,
      ActorRef<Verifier.Verify> verifiers,
      InstantSource clock,
      RandomGenerator random) {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Hotkey miner;
  private final Tools tools;
  private final ActorRef<Verifier.Judged> verdicts;

  private ChallengeRound(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      PersistenceId id,
      Hotkey miner,
      Tools tools) {
    super(id, SupervisorStrategy.restartWithBackoff(BACKOFF_FIRST, BACKOFF_LAST, BACKOFF_JITTER));
    this.context = context;
    this.timers = timers;
    this.miner = miner;
    this.tools = tools;
    this.verdicts =
        context.messageAdapter(
            Verifier.Judged.class,
            judged -> new Judged(judged.challenge(), judged.verdict(), judged.took()));
  }

  public static Behavior<Command> create(PersistenceId id, Hotkey miner, Tools tools) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new ChallengeRound(context, timers, id, miner, tools)));
  }

  @Override
  public Round emptyState() {
    return Round.NONE;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(EVENTS_PER_SNAPSHOT, SNAPSHOTS_KEPT);
  }

  @Override
  public Set<String> tagsFor(Round.Step step) {
    return Set.of(Tags.CHALLENGES);
  }

  @Override
  public EventHandler<Round, Round.Step> eventHandler() {
    return Round::evolve;
  }

  @Override
  public SignalHandler<Round> signalHandler() {
    return newSignalHandlerBuilder().onSignal(RecoveryCompleted.instance(), this::goOn).build();
  }

  @Override
  public CommandHandlerWithReply<Command, Round.Step, Round> commandHandler() {
    return (round, command) ->
        switch (command) {
          case Issue(var idle) -> issue(round, idle);
          case Collect(var replyTo) -> collect(round, replyTo);
          case CommitRoots(var challenge, var worker, var commitments, var replyTo) ->
              ordered(round, challenge, new Commit(worker, commitments), replyTo);
          case SubmitProof(var challenge, var proof, var replyTo) ->
              ordered(round, challenge, new Prove(proof), replyTo);
          case Judged(var challenge, var verdict, var took) ->
              judged(round, challenge, verdict, took);
          case LookAtDeadlines() -> expire(round);
          case LookForVerdict(var challenge) -> verifyAgain(round, challenge);
        };
  }

  /// Proofs that were stored but not judged are judged now; deadlines run on.
  private void goOn(Round round) {
    round
        .open()
        .filter(Verifying.class::isInstance)
        .map(Verifying.class::cast)
        .forEach(this::verify);
    armTimer(round);
  }

  private void verify(Verifying challenge) {
    var id = challenge.spec().id();
    tools
        .verifiers()
        .tell(
            new Verifier.Verify(challenge.spec(), challenge.answer(), challenge.proof(), verdicts));
    timers.startSingleTimer(id, new LookForVerdict(id), VERDICT_PATIENCE);
  }

  private ReplyEffect<Round.Step, Round> verifyAgain(Round round, ChallengeId id) {
    if (round.find(id).orElse(null) instanceof Verifying verifying) {
      context.getLog().warn("no verdict came, asking again, challenge={}", id);
      verify(verifying);
    }
    return Effect().noReply();
  }

  private void armTimer(Round round) {
    round
        .nextDeadline()
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

  private ReplyEffect<Round.Step, Round> issue(Round round, List<WorkerId> idle) {
    var now = tools.clock().instant();
    List<Round.Step> created =
        round.free(idle).stream()
            .map(worker -> new Round.Step(worker, new ChallengeCreated(spec(worker), now)))
            .toList();
    return Effect().persist(created).thenRun(this::armTimer).thenNoReply();
  }

  private ChallengeSpec spec(WorkerId worker) {
    var policy = tools.policy();
    var seed = MatrixSeed.draw(tools.random());
    return new ChallengeSpec(
        new ChallengeId(RandomUuid.draw(tools.random()).toString()),
        worker,
        new MatrixSpec(seed, policy.sizes().sizeFor(seed), policy.iterations()),
        policy.targets(),
        policy.patience());
  }

  private ReplyEffect<Round.Step, Round> collect(Round round, ActorRef<Collected> replyTo) {
    var now = tools.clock().instant();
    List<Round.Step> steps = new ArrayList<>();
    List<ChallengeSpec> handed = new ArrayList<>();
    for (Challenge challenge : round.open().filter(Challenge.Created.class::isInstance).toList()) {
      if (challenge.decide(new Hand(), now, tools.random()) instanceof Accept(var event, _)) {
        steps.add(new Round.Step(challenge.spec().worker(), event));
        if (event instanceof Challenge.ChallengeSent) {
          handed.add(challenge.spec());
        }
      }
    }
    return Effect()
        .persist(steps)
        .thenRun(this::armTimer)
        .thenReply(replyTo, _ -> new Collected(handed));
  }

  private ReplyEffect<Round.Step, Round> ordered(
      Round round, ChallengeId id, Order order, ActorRef<Answer> replyTo) {
    var challenge = round.find(id);
    if (challenge.isEmpty()) {
      return Effect()
          .reply(replyTo, new Refused("Challenge " + id + " not found or not accessible"));
    }
    return switch (challenge.get().decide(order, tools.clock().instant(), tools.random())) {
      case Accept(var event, var reply) ->
          stored(new Round.Step(challenge.get().spec().worker(), event), id)
              .thenReply(replyTo, _ -> answer(reply));
      case Repeat(var reply) -> Effect().reply(replyTo, answer(reply));
      case Refuse(var says) -> Effect().reply(replyTo, new Refused(says));
    };
  }

  private EffectBuilder<Round.Step, Round> stored(Round.Step step, ChallengeId id) {
    return Effect()
        .persist(step)
        .thenRun(
            round -> {
              armTimer(round);
              noteFailure(step, id);
              if (round.find(id).orElse(null) instanceof Verifying verifying) {
                verify(verifying);
              }
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

  private ReplyEffect<Round.Step, Round> judged(
      Round round, ChallengeId id, Verdict verdict, Duration took) {
    var challenge = round.find(id);
    if (challenge.isPresent()
        && challenge.get().decide(new Settle(verdict), tools.clock().instant(), tools.random())
            instanceof Accept(var event, _)) {
      context.getLog().debug("proof judged, miner={}, challenge={}, took={}", miner, id, took);
      var step = new Round.Step(challenge.get().spec().worker(), event);
      return Effect()
          .persist(step)
          .thenRun(
              (Round after) -> {
                timers.cancel(id);
                armTimer(after);
                noteFailure(step, id);
              })
          .thenNoReply();
    }
    return Effect().noReply();
  }

  private ReplyEffect<Round.Step, Round> expire(Round round) {
    var now = tools.clock().instant();
    List<Round.Step> expired = new ArrayList<>();
    for (Challenge challenge : round.open().toList()) {
      if (challenge.decide(new Expire(), now, tools.random()) instanceof Accept(var event, _)) {
        expired.add(new Round.Step(challenge.spec().worker(), event));
        noteFailure(expired.getLast(), challenge.spec().id());
      }
    }
    return Effect().persist(expired).thenRun(this::armTimer).thenNoReply();
  }

  private void noteFailure(Round.Step step, ChallengeId id) {
    if (step.event() instanceof Challenge.ChallengeFailed(var why, _)) {
      context
          .getLog()
          .info(
              "challenge failed, miner={}, worker={}, challenge={}, why={}",
              miner,
              step.worker(),
              id,
              why);
    }
  }
}
