package io.byteleap.validator.challenge;

import io.byteleap.actor.CborSerializable;
import io.byteleap.actor.Entities;
import io.byteleap.chain.SubnetView;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.validator.presence.ScoringEntity;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// Starts a round of challenges at an interval: asks every miner's ledger who is idle, and tells
/// the miner's round. Keeps nothing: a round that was missed is made up for by the next.
///
/// The first time is as soon as the members of the subnet are known. Nobody is idle then yet, but
/// it wakes the rounds of the time before: proofs that wait are judged, deadlines run on.
public final class ChallengeScheduler {
  public sealed interface Command extends CborSerializable {}

  private record Tick() implements Command {}

  private record IdleWorkers(ScoringEntity.Idle idle) implements Command {}

  /// Whose scheduler it is, how often it comes round, and what workers must be able to do; both are
  /// asked anew each time.
  public record Settings(
      Hotkey own, Supplier<Duration> interval, Supplier<String> capability, SubnetView subnet) {}

  private static final Duration MEMBERS_RETRY = Duration.ofSeconds(1);

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Settings settings;
  private final Entities<ScoringEntity.Command> ledgers;
  private final Entities<ChallengeRound.Command> rounds;

  private ChallengeScheduler(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Settings settings,
      Entities<ScoringEntity.Command> ledgers,
      Entities<ChallengeRound.Command> rounds) {
    this.context = context;
    this.timers = timers;
    this.settings = settings;
    this.ledgers = ledgers;
    this.rounds = rounds;
  }

  public static Behavior<Command> create(
      Settings settings,
      Entities<ScoringEntity.Command> ledgers,
      Entities<ChallengeRound.Command> rounds) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new ChallengeScheduler(context, timers, settings, ledgers, rounds).running()));
  }

  private Behavior<Command> running() {
    var replies = context.messageAdapter(ScoringEntity.Idle.class, IdleWorkers::new);
    context.getSelf().tell(new Tick());
    return Behaviors.receiveMessage(
        command -> {
          switch (command) {
            case Tick() -> timers.startSingleTimer(new Tick(), ask(replies));
            case IdleWorkers(var idle) ->
                rounds.of(idle.miner()).tell(new ChallengeRound.Issue(idle.workers()));
          }
          return Behaviors.same();
        });
  }

  /// Asks everybody; returns when to ask again.
  private Duration ask(ActorRef<ScoringEntity.Idle> replies) {
    var metagraph = settings.subnet().metagraph();
    String capability = settings.capability().get();
    for (Hotkey miner : metagraph.others(settings.own())) {
      ledgers.of(miner).tell(new ScoringEntity.GetIdle(capability, replies));
    }
    return metagraph.hotkeys().isEmpty() ? MEMBERS_RETRY : settings.interval().get();
  }
}
