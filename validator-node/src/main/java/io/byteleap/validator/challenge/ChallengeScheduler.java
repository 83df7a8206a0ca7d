package io.byteleap.validator.challenge;

import io.byteleap.actor.CborSerializable;
import io.byteleap.actor.Entities;
import io.byteleap.chain.SubnetView;
import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.challenge.Muster;
import io.byteleap.domain.challenge.MusterDraw;
import io.byteleap.domain.challenge.MusterId;
import io.byteleap.domain.challenge.Occasion;
import io.byteleap.domain.exact.Bell;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.validator.presence.ScoringEntity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// Starts a round of challenges at an interval: asks every miner's ledger who is idle, and tells
/// the miner's round. Keeps nothing that is worth storing: a round that was missed is made up for
/// by the next.
///
/// The first time is as soon as the members of the subnet are known. Nobody is idle then yet, but
/// it wakes the rounds of the time before: proofs that wait are judged, deadlines run on.
///
/// From time to time a round is a [Muster]: the ledgers' answers are gathered for a moment, those
/// who come are drawn from all of them, and everybody else is challenged as ever.
public final class ChallengeScheduler {
  public sealed interface Command extends CborSerializable {}

  private record Tick() implements Command {}

  private record IdleWorkers(ScoringEntity.Idle idle) implements Command {}

  private record DisputesKnown(UnitKeeper.Disputed found) implements Command {}

  private record Gathered() implements Command {}

  /// Whose scheduler it is, how often it comes round, and what workers must be able to do; both are
  /// asked anew each time.
  public record Settings(
      Hotkey own, Supplier<Duration> interval, Supplier<String> capability, SubnetView subnet) {}

  /// Musters are drawn by `random`, which must be cryptographically secure outside tests.
  public record Musters(
      MusterPlan plan,
      ActorRef<UnitKeeper.Command> units,
      InstantSource clock,
      RandomGenerator random) {}

  private static final Duration MEMBERS_RETRY = Duration.ofSeconds(1);

  /// How long is waited for ledgers and disputes before a muster is drawn.
  static final Duration GATHERING = Duration.ofSeconds(5);

  /// From the draw to the opening of the window: every round has its challenges by then, and every
  /// miner has heard when to come, so that all come at the opening. A miner polls every 30 s, and
  /// later by 10 s for one validator that does not answer it.
  public static final Duration LEAD = Duration.ofSeconds(40);

  /// What is known for the muster that is being gathered for, or when the next one is due.
  private sealed interface State {}

  private record Waiting(Instant nextMuster) implements State {}

  private record Gathering(SortedMap<Hotkey, List<Candidate>> idle, List<List<UnitName>> disputes)
      implements State {
    static final Gathering BEGUN = new Gathering(Collections.emptySortedMap(), List.of());

    Gathering with(ScoringEntity.Idle answer) {
      var next = new TreeMap<>(idle);
      next.put(answer.miner(), answer.workers());
      return new Gathering(Collections.unmodifiableSortedMap(next), disputes);
    }

    Gathering with(UnitKeeper.Disputed found) {
      return new Gathering(
          idle, found.disputes().stream().map(UnitKeeper.Dispute::claims).toList());
    }
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Settings settings;
  private final Musters musters;
  private final Entities<ScoringEntity.Command> ledgers;
  private final Entities<ChallengeRound.Command> rounds;
  private final ActorRef<ScoringEntity.Idle> idle;
  private final ActorRef<UnitKeeper.Disputed> disputes;

  private ChallengeScheduler(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Settings settings,
      Musters musters,
      Entities<ScoringEntity.Command> ledgers,
      Entities<ChallengeRound.Command> rounds) {
    this.context = context;
    this.timers = timers;
    this.settings = settings;
    this.musters = musters;
    this.ledgers = ledgers;
    this.rounds = rounds;
    this.idle = context.messageAdapter(ScoringEntity.Idle.class, IdleWorkers::new);
    this.disputes = context.messageAdapter(UnitKeeper.Disputed.class, DisputesKnown::new);
  }

  public static Behavior<Command> create(
      Settings settings,
      Musters musters,
      Entities<ScoringEntity.Command> ledgers,
      Entities<ChallengeRound.Command> rounds) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  var scheduler =
                      new ChallengeScheduler(context, timers, settings, musters, ledgers, rounds);
                  context.getSelf().tell(new Tick());
                  return scheduler.running(scheduler.waiting());
                }));
  }

  private Behavior<Command> running(State state) {
    return Behaviors.receiveMessage(
        command ->
            running(
                switch (command) {
                  case Tick() -> ticked(state);
                  case IdleWorkers(var answer) -> idle(answer, state);
                  case DisputesKnown(var found) ->
                      state instanceof Gathering gathering ? gathering.with(found) : state;
                  case Gathered() ->
                      state instanceof Gathering gathering ? mustered(gathering) : state;
                }));
  }

  private State ticked(State state) {
    if (settings.subnet().metagraph().hotkeys().isEmpty()) {
      timers.startSingleTimer(new Tick(), MEMBERS_RETRY);
      return state;
    }
    timers.startSingleTimer(new Tick(), settings.interval().get());
    return switch (state) {
      case Gathering gathering -> gathering; // what it has been told will be acted upon
      case Waiting(var nextMuster) when musters.clock().instant().isBefore(nextMuster) -> {
        askEverybody();
        yield state;
      }
      case Waiting _ -> {
        musters.units().tell(new UnitKeeper.GetDisputed(disputes));
        askEverybody();
        timers.startSingleTimer(new Gathered(), GATHERING);
        yield Gathering.BEGUN;
      }
    };
  }

  private void askEverybody() {
    String capability = settings.capability().get();
    for (Hotkey miner : settings.subnet().metagraph().others(settings.own())) {
      ledgers.of(miner).tell(new ScoringEntity.GetIdle(capability, idle));
    }
  }

  private State idle(ScoringEntity.Idle answer, State state) {
    return switch (state) {
      case Gathering gathering -> gathering.with(answer);
      case Waiting waiting -> {
        issue(answer.miner(), answer.workers(), Occasion.ANY_TIME);
        yield waiting;
      }
    };
  }

  private void issue(Hotkey miner, List<Candidate> workers, Occasion occasion) {
    rounds.of(miner).tell(new ChallengeRound.Issue(workers, occasion));
  }

  private State mustered(Gathering gathering) {
    switch (musters.plan()) {
      case MusterPlan.Off() -> throw new IllegalStateException("BUG: gathered for no muster");
      case MusterPlan.Every plan -> {
        var draw =
            MusterDraw.of(gathering.idle(), gathering.disputes(), plan.workers(), musters.random());
        begin(draw, plan);
        draw.others().forEach((miner, workers) -> issue(miner, workers, Occasion.ANY_TIME));
      }
    }
    return waiting();
  }

  private void begin(MusterDraw draw, MusterPlan.Every plan) {
    if (draw.chosen().isEmpty()) {
      return;
    }
    var opensAt = musters.clock().instant().plus(LEAD);
    var muster =
        new Muster(
            MusterId.draw(musters.random()),
            opensAt,
            opensAt.plus(plan.window()),
            new Bell.At(opensAt.plus(plan.work())));
    draw.chosen().forEach((miner, workers) -> issue(miner, workers, muster));
    context
        .getLog()
        .info(
            "a simultaneity round begins, id={}, opens={}, closes={}, miners={}, workers={}",
            muster.id(),
            muster.opensAt(),
            muster.closesAt(),
            draw.chosen().size(),
            draw.chosen().values().stream().mapToInt(List::size).sum());
    if (draw.leftOut() > 0) {
      context
          .getLog()
          .warn(
              "{} idle workers have no place at the simultaneity round {}: paces of several miners"
                  + " add up only if they are called together (simultaneity.workers)",
              draw.leftOut(),
              muster.id());
    }
  }

  private Waiting waiting() {
    return new Waiting(
        switch (musters.plan()) {
          case MusterPlan.Off() -> Instant.MAX;
          case MusterPlan.Every(var interval, _, _, _) -> {
            long half = interval.toMillis() / 2;
            long more = musters.random().nextLong(interval.toMillis() + 1);
            yield musters.clock().instant().plusMillis(half + more);
          }
        });
  }
}
