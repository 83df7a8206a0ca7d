package io.byteleap.validator.weights;

import io.byteleap.actor.CborSerializable;
import io.byteleap.actor.Entities;
import io.byteleap.actor.FailureCause;
import io.byteleap.actor.Questions;
import io.byteleap.actor.Restarts;
import io.byteleap.actor.Stages;
import io.byteleap.chain.ChainWatcher;
import io.byteleap.chain.SubnetView;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.scoring.ChallengeScores;
import io.byteleap.domain.scoring.MinerEvidence;
import io.byteleap.domain.scoring.ScoreBasis;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.scoring.ScoreRound.MinerTotal;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.domain.weights.WeightEpoch.ChainView;
import io.byteleap.domain.weights.WeightEpoch.Conclude;
import io.byteleap.domain.weights.WeightEpoch.Decision;
import io.byteleap.domain.weights.WeightEpoch.Rhythm;
import io.byteleap.domain.weights.WeightEpoch.RoundScored;
import io.byteleap.domain.weights.WeightEpoch.SubmissionFailed;
import io.byteleap.domain.weights.WeightEpoch.SubmissionStarted;
import io.byteleap.domain.weights.WeightEpoch.Submit;
import io.byteleap.domain.weights.WeightEpoch.Wait;
import io.byteleap.domain.weights.WeightEpoch.WeightsIncluded;
import io.byteleap.persistence.projection.Tags;
import io.byteleap.port.Chain;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.validator.metrics.ValidatorMetrics.SubmissionOutcome;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.validator.presence.ScoringEntity.Assessment;
import io.byteleap.validator.presence.ServingKeeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/// Scores all miners at an interval, and hands their weights to the chain when its tempo allows.
///
/// A round is scored from every ledger's answer or not at all; a submission's start is stored
/// before the chain hears of it, its end when the chain has answered.
public final class WeightKeeper
    extends EventSourcedBehavior<WeightKeeper.Command, WeightEpoch.Event, WeightEpoch> {
  public static final PersistenceId ID = PersistenceId.ofUniqueId("weights");
  private static final int EVENTS_PER_SNAPSHOT = 100;
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration SUBMIT_TIMEOUT = Duration.ofMinutes(2);

  public sealed interface Command extends CborSerializable {}

  public record GetEpoch(ActorRef<Epoch> replyTo) implements Command {}

  /// Submits the newest round's weights without waiting for our tempo, or only says what would be
  /// done.
  public record SubmitNow(Earnest earnest, ActorRef<SubmissionPlan> replyTo) implements Command {}

  public enum Earnest {
    DRY_RUN,
    SUBMIT
  }

  private record ScoreNow() implements Command {}

  private record LookAtChain() implements Command {}

  private record Scored(ScoreBasis basis, ChallengeScores challenges, List<Assessment> assessments)
      implements Command {}

  private record NotScored(String why) implements Command {}

  private record Submitted(long round, Chain.Outcome outcome) implements Command {}

  public record Epoch(WeightEpoch epoch) implements CborSerializable {}

  public record Settings(
      Hotkey own,
      Duration scoreInterval,
      Duration checkInterval,
      int tempo,
      Supplier<ScoringPolicy> policy,
      RoundListener listener,
      SubnetView subnet,
      ValidatorMetrics metrics,
      WeightAlarm alarm,
      InstantSource clock) {
    Rhythm rhythm() {
      return new Rhythm(tempo, scoreInterval.multipliedBy(2));
    }
  }

  /// Whom the keeper asks.
  public record Sources(
      Entities<ScoringEntity.Command> ledgers,
      ActorRef<ServingKeeper.Command> serving,
      ActorRef<ChainWatcher.Command> chain,
      ChallengeRanking ranking) {}

  private final ActorContext<Command> context;
  private final Settings settings;
  private final Sources sources;

  /// Whether a submission of this process is with the chain; not stored, because after a restart
  /// the chain itself is asked.
  private boolean submitting;

  private WeightKeeper(ActorContext<Command> context, Settings settings, Sources sources) {
    super(ID, Restarts.ofStored());
    this.context = context;
    this.settings = settings;
    this.sources = sources;
  }

  public static Behavior<Command> create(Settings settings, Sources sources) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new ScoreNow(), settings.scoreInterval());
                  timers.startTimerWithFixedDelay(new LookAtChain(), settings.checkInterval());
                  return new WeightKeeper(context, settings, sources);
                }));
  }

  @Override
  public WeightEpoch emptyState() {
    return WeightEpoch.BEGINNING;
  }

  /// Which snapshots and events are kept is for the retention of the history to say.
  @Override
  public boolean shouldSnapshot(WeightEpoch state, WeightEpoch.Event event, long sequence) {
    return sequence % EVENTS_PER_SNAPSHOT == 0;
  }

  @Override
  public Set<String> tagsFor(WeightEpoch.Event event) {
    return Set.of(Tags.WEIGHTS, Tags.NEWS);
  }

  @Override
  public EventHandler<WeightEpoch, WeightEpoch.Event> eventHandler() {
    return WeightEpoch::evolve;
  }

  @Override
  public CommandHandler<Command, WeightEpoch.Event, WeightEpoch> commandHandler() {
    return (epoch, command) ->
        switch (command) {
          case GetEpoch(var replyTo) -> Effect().reply(replyTo, new Epoch(epoch));
          case ScoreNow() -> askForScores();
          case Scored scored -> scored(epoch, scored);
          case NotScored(var why) -> notScored(why);
          case LookAtChain() -> lookAtChain(epoch);
          case SubmitNow(var earnest, var replyTo) -> submitNow(epoch, earnest, replyTo);
          case Submitted(var round, var outcome) -> submitted(round, outcome);
        };
  }

  private Effect<WeightEpoch.Event, WeightEpoch> askForScores() {
    context.pipeToSelf(
        basis().thenCompose(this::assessments),
        (scored, failure) -> failure == null ? scored : new NotScored(FailureCause.text(failure)));
    return Effect().none();
  }

  private CompletionStage<ScoreBasis> basis() {
    return questions()
        .<ServingKeeper.Command, ServingKeeper.Served>ask(
            sources.serving(), ServingKeeper.GetServed::new)
        .thenApply(
            served ->
                new ScoreBasis(
                    settings.policy().get(), served.window(), settings.clock().instant()));
  }

  private CompletionStage<Command> assessments(ScoreBasis basis) {
    var miners = settings.subnet().metagraph().others(settings.own());
    return sources
        .ranking()
        .fresh(basis.policy(), miners, basis.at())
        .thenCompose(
            scores ->
                Stages.allOf(
                        miners.stream()
                            .map(
                                miner ->
                                    assessment(miner, basis, new MinerEvidence(scores.of(miner))))
                            .toList())
                    .thenApply(assessments -> new Scored(basis, scores, assessments)));
  }

  private CompletionStage<Assessment> assessment(
      Hotkey miner, ScoreBasis basis, MinerEvidence evidence) {
    return questions()
        .ask(
            sources.ledgers().of(miner),
            replyTo -> new ScoringEntity.Assess(basis, evidence, replyTo));
  }

  private Questions questions() {
    return new Questions(context.getSystem(), ASK_TIMEOUT);
  }

  private Effect<WeightEpoch.Event, WeightEpoch> scored(WeightEpoch epoch, Scored scored) {
    var totals =
        scored.assessments().stream()
            .map(
                assessment ->
                    new MinerTotal(
                        assessment.miner(),
                        assessment.score().online(),
                        assessment.score().total(),
                        assessment.sequence()))
            .toList();
    var round = ScoreRound.of(epoch.nextRound(), scored.basis(), scored.challenges(), totals);
    return Effect()
        .persist(new RoundScored(round))
        .thenRun(
            _ -> {
              settings.metrics().roundScored(since(scored.basis().at()));
              settings.listener().scored(round, scored.assessments());
            });
  }

  private Duration since(Instant begun) {
    return Duration.between(begun, settings.clock().instant());
  }

  private Effect<WeightEpoch.Event, WeightEpoch> notScored(String why) {
    context.getLog().warn("no scores this time, why={}", why);
    return Effect().none();
  }

  private Effect<WeightEpoch.Event, WeightEpoch> lookAtChain(WeightEpoch epoch) {
    var view = view();
    var decision = decision(epoch, view, settings.rhythm());
    settings.alarm().look(view, settings.rhythm(), SubmissionPlan.why(decision), context.getLog());
    return carryOut(decision);
  }

  private Decision decision(WeightEpoch epoch, ChainView view, Rhythm rhythm) {
    return submitting
        ? new Wait("a submission is under way")
        : epoch.decide(view, rhythm, settings.clock().instant());
  }

  private Effect<WeightEpoch.Event, WeightEpoch> submitNow(
      WeightEpoch epoch, Earnest earnest, ActorRef<SubmissionPlan> replyTo) {
    var decision = decision(epoch, view(), settings.rhythm().atOnce());
    replyTo.tell(SubmissionPlan.of(epoch, decision));
    return switch (earnest) {
      case DRY_RUN -> Effect().none();
      case SUBMIT -> carryOut(decision);
    };
  }

  private Effect<WeightEpoch.Event, WeightEpoch> carryOut(Decision decision) {
    return switch (decision) {
      case Wait(var why) -> {
        context.getLog().debug("no submission now, why={}", why);
        yield Effect().none();
      }
      case Conclude(var event) -> Effect().persist(event);
      case Submit(var event) -> {
        submitting = true;
        yield Effect().persist(event).thenRun(_ -> submit(event));
      }
    };
  }

  private ChainView view() {
    var metagraph = settings.subnet().metagraph();
    var lastUpdate =
        metagraph.of(settings.own()).map(Neuron::lastUpdate).orElse(BlockNumber.GENESIS);
    return new ChainView(metagraph.block(), lastUpdate, metagraph.uids());
  }

  private void submit(SubmissionStarted event) {
    Questions.<Command, ChainWatcher.Command, Chain.Outcome>ask(
        context,
        sources.chain(),
        SUBMIT_TIMEOUT,
        replyTo -> new ChainWatcher.SetWeights(event.weights(), replyTo),
        (answer, failure) ->
            new Submitted(
                event.round(),
                failure == null ? answer : new Chain.Unreachable(FailureCause.text(failure))));
  }

  private Effect<WeightEpoch.Event, WeightEpoch> submitted(long round, Chain.Outcome outcome) {
    submitting = false;
    sources.chain().tell(new ChainWatcher.Refresh());
    return switch (outcome) {
      case Chain.Included(var block) -> {
        context.getLog().info("weights are on the chain, round={}, block={}", round, block);
        settings.metrics().submission(SubmissionOutcome.INCLUDED);
        yield Effect().persist(new WeightsIncluded(round, block, settings.clock().instant()));
      }
      case Chain.Unchanged() -> refused(round, "unchanged");
      case Chain.Refused(var why) -> refused(round, Label.of(why).value());
      case Chain.TooEarly(var from, var why) -> {
        context.getLog().info("too early for our weights, from block {} on, why={}", from, why);
        settings.metrics().submission(SubmissionOutcome.TOO_EARLY);
        yield Effect().none(); // looked up on the chain, then tried again
      }
      case Chain.Unreachable(var cause) -> {
        context.getLog().warn("the chain cannot be reached, round={}, cause={}", round, cause);
        settings.metrics().submission(SubmissionOutcome.UNREACHABLE);
        yield Effect().none(); // looked up on the chain, then tried again
      }
    };
  }

  private Effect<WeightEpoch.Event, WeightEpoch> refused(long round, String why) {
    context.getLog().error("the chain refuses our weights, round={}, why={}", round, why);
    settings.metrics().submission(SubmissionOutcome.REFUSED);
    return Effect().persist(new SubmissionFailed(round, why, settings.clock().instant()));
  }
}
