package io.byteleap.validator.presence;

import io.byteleap.actor.CborSerializable;
import io.byteleap.actor.Restarts;
import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.hardware.HostUsage;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.lease.LeasePublication;
import io.byteleap.domain.lease.LeaseTerms;
import io.byteleap.domain.lease.LeaseVersion;
import io.byteleap.domain.presence.Beats;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.HeartbeatReport;
import io.byteleap.domain.presence.LivePresence;
import io.byteleap.domain.presence.Whereabouts;
import io.byteleap.domain.presence.WorkerProfile;
import io.byteleap.domain.scoring.GpuOwners;
import io.byteleap.domain.scoring.MinerEvidence;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.scoring.MinerLedger.Accept;
import io.byteleap.domain.scoring.MinerLedger.ChangeSeen;
import io.byteleap.domain.scoring.MinerLedger.CloseLease;
import io.byteleap.domain.scoring.MinerLedger.HeartbeatTaken;
import io.byteleap.domain.scoring.MinerLedger.LeaseBegun;
import io.byteleap.domain.scoring.MinerLedger.LeaseClosed;
import io.byteleap.domain.scoring.MinerLedger.LeaseHeld;
import io.byteleap.domain.scoring.MinerLedger.LeaseOpened;
import io.byteleap.domain.scoring.MinerLedger.LeaseRenewed;
import io.byteleap.domain.scoring.MinerLedger.NotLeased;
import io.byteleap.domain.scoring.MinerLedger.OpenLease;
import io.byteleap.domain.scoring.MinerLedger.PublicationTaken;
import io.byteleap.domain.scoring.MinerLedger.Refusal;
import io.byteleap.domain.scoring.MinerLedger.Refuse;
import io.byteleap.domain.scoring.MinerLedger.RenewLease;
import io.byteleap.domain.scoring.MinerLedger.Report;
import io.byteleap.domain.scoring.MinerLedger.TakePublication;
import io.byteleap.domain.scoring.MinerLedger.WorkerAppeared;
import io.byteleap.domain.scoring.MinerLedger.WorkerChanged;
import io.byteleap.domain.scoring.MinerLedger.WorkerForgotten;
import io.byteleap.domain.scoring.MinerLedger.WorkersSeen;
import io.byteleap.domain.scoring.MinerScore;
import io.byteleap.domain.scoring.ScoreBasis;
import io.byteleap.domain.scoring.WorkerScore;
import io.byteleap.persistence.projection.Tags;
import io.byteleap.validator.metrics.ValidatorMetrics;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;

/// The ledger of one miner, kept: answers come after what they confirm is stored.
public final class ScoringEntity
    extends EventSourcedBehaviorWithEnforcedReplies<
        ScoringEntity.Command, MinerLedger.Event, MinerLedger> {
  public static final EntityTypeKey<Command> TYPE_KEY =
      EntityTypeKey.create(Command.class, "ledger");

  private static final int EVENTS_PER_SNAPSHOT = 200;

  public sealed interface Command extends CborSerializable {}

  public record Heartbeat(HeartbeatReport report, ActorRef<Taken> replyTo) implements Command {}

  public record Lend(LeaseTerms terms, ActorRef<LeaseReply> replyTo) implements Command {}

  public record Renew(LeaseId id, Instant until, ActorRef<LeaseReply> replyTo) implements Command {}

  public record End(LeaseId id, ActorRef<LeaseReply> replyTo) implements Command {}

  /// Like [Renew], unless the lease is not as it was seen any more.
  public record RenewSeen(
      LeaseId id, LeaseVersion seen, Instant until, ActorRef<LeaseReply> replyTo)
      implements Command {}

  /// Like [End], unless the lease is not as it was seen any more.
  public record EndSeen(LeaseId id, LeaseVersion seen, ActorRef<LeaseReply> replyTo)
      implements Command {}

  /// The lease as it stands now.
  public record GetLease(LeaseId id, ActorRef<LeaseReply> replyTo) implements Command {}

  /// Bring the leases of one source to what it says.
  public record Publish(LeasePublication publication, ActorRef<Published> replyTo)
      implements Command {}

  /// Which workers are online, can do this or challenges of version 2, and are not leased.
  public record GetIdle(String capability, ActorRef<Idle> replyTo) implements Command {}

  /// Where one of the miner's workers is.
  public record Find(WorkerId worker, ActorRef<Found> replyTo) implements Command {}

  /// The miner's score.
  public record Assess(ScoreBasis basis, MinerEvidence evidence, ActorRef<Assessment> replyTo)
      implements Command {}

  /// Everything there is to show of the miner.
  public record GetStanding(ScoreBasis basis, MinerEvidence evidence, ActorRef<Standing> replyTo)
      implements Command {}

  /// How many workers of a heartbeat were taken, and how many were too many.
  public record Taken(int accepted, int refused) implements CborSerializable {}

  public sealed interface LeaseReply extends CborSerializable {}

  /// The lease is new.
  public record Begun(Lease lease) implements LeaseReply {}

  /// The lease as it stands now.
  public record Held(Lease lease) implements LeaseReply {}

  public record Refused(Refusal why, String says) implements LeaseReply {}

  /// How many leases began, were renewed and ended, and which workers have none in spite of it.
  public record Published(int opened, int renewed, int closed, List<NotLeased> refused)
      implements CborSerializable {}

  public record Idle(Hotkey miner, List<Candidate> workers) implements CborSerializable {}

  public record Found(Whereabouts where) implements CborSerializable {}

  /// `sequence` is the journal position of the ledger that was assessed.
  public record Assessment(Hotkey miner, MinerScore score, long sequence)
      implements CborSerializable {}

  public record Standing(
      Hotkey miner, MinerScore score, List<WorkerStanding> workers, List<Lease> leases)
      implements CborSerializable {}

  /// One worker: what it is, whether it was heard lately, how busy it was then and how many of its
  /// heartbeats arrived, when it was last seen (the start of that bucket), and its score.
  public record WorkerStanding(
      WorkerProfile profile,
      boolean online,
      HostUsage usage,
      Beats.Count beats,
      Instant since,
      Instant lastSeen,
      WorkerScore score) {}

  private final ActorContext<Command> context;
  private final Hotkey miner;
  private final ValidatorMetrics metrics;
  private final InstantSource clock;

  /// Heard since this process holds the entity; not stored.
  private LivePresence live = LivePresence.NONE;

  private ScoringEntity(
      ActorContext<Command> context,
      PersistenceId id,
      Hotkey miner,
      ValidatorMetrics metrics,
      InstantSource clock) {
    super(id, Restarts.ofStored());
    this.context = context;
    this.miner = miner;
    this.metrics = metrics;
    this.clock = clock;
  }

  public static Behavior<Command> create(
      PersistenceId id, Hotkey miner, ValidatorMetrics metrics, InstantSource clock) {
    return Behaviors.setup(context -> new ScoringEntity(context, id, miner, metrics, clock));
  }

  /// Under which the ledger of `miner` is in the journal.
  public static PersistenceId idOf(Hotkey miner) {
    return PersistenceId.of(TYPE_KEY.name(), miner.value());
  }

  @Override
  public MinerLedger emptyState() {
    return MinerLedger.EMPTY;
  }

  /// Which snapshots and events are kept is for the retention of the history to say.
  @Override
  public boolean shouldSnapshot(MinerLedger state, MinerLedger.Event event, long sequence) {
    return sequence % EVENTS_PER_SNAPSHOT == 0;
  }

  @Override
  public Set<String> tagsFor(MinerLedger.Event event) {
    return switch (event) {
      case LeaseOpened _, LeaseRenewed _, LeaseClosed _ ->
          Set.of(Tags.LEDGERS, Tags.LEASES, Tags.NEWS);
      case WorkerAppeared _, WorkerChanged _, WorkersSeen _, WorkerForgotten _ ->
          Set.of(Tags.LEDGERS, Tags.NEWS);
    };
  }

  @Override
  public EventHandler<MinerLedger, MinerLedger.Event> eventHandler() {
    return MinerLedger::evolve;
  }

  @Override
  public CommandHandlerWithReply<Command, MinerLedger.Event, MinerLedger> commandHandler() {
    return (ledger, command) ->
        switch (command) {
          case Heartbeat(var report, var replyTo) -> heard(ledger, report, replyTo);
          case Lend(var terms, var replyTo) -> changed(ledger, new OpenLease(terms), replyTo);
          case Renew(var id, var until, var replyTo) ->
              changed(ledger, new RenewLease(id, until), replyTo);
          case End(var id, var replyTo) -> changed(ledger, new CloseLease(id), replyTo);
          case RenewSeen(var id, var seen, var until, var replyTo) ->
              changed(ledger, new ChangeSeen(new RenewLease(id, until), seen), replyTo);
          case EndSeen(var id, var seen, var replyTo) ->
              changed(ledger, new ChangeSeen(new CloseLease(id), seen), replyTo);
          case GetLease(var id, var replyTo) -> Effect().reply(replyTo, lease(ledger, id));
          case Publish(var publication, var replyTo) -> published(ledger, publication, replyTo);
          case GetIdle(var capability, var replyTo) ->
              Effect().reply(replyTo, new Idle(miner, idle(ledger, capability)));
          case Find(var worker, var replyTo) ->
              Effect().reply(replyTo, new Found(whereabouts(ledger, worker)));
          case Assess(var basis, var evidence, var replyTo) ->
              Effect().reply(replyTo, assessed(MinerScore.of(ledger, basis, evidence)));
          case GetStanding(var basis, var evidence, var replyTo) ->
              Effect().reply(replyTo, standing(ledger, MinerScore.of(ledger, basis, evidence)));
        };
  }

  private ReplyEffect<MinerLedger.Event, MinerLedger> heard(
      MinerLedger ledger, HeartbeatReport report, ActorRef<Taken> replyTo) {
    var now = clock.instant();
    live = live.heard(report, now);
    metrics.heartbeat(miner, live);
    return switch (ledger.decide(new Report(report), now)) {
      case Accept(var events, HeartbeatTaken(int accepted, int refused)) ->
          Effect().persist(events).thenReply(replyTo, _ -> new Taken(accepted, refused));
      case Accept _, Refuse _ -> throw new IllegalStateException("BUG: a heartbeat was refused");
    };
  }

  private ReplyEffect<MinerLedger.Event, MinerLedger> changed(
      MinerLedger ledger, MinerLedger.Order order, ActorRef<LeaseReply> replyTo) {
    return switch (ledger.decide(order, clock.instant())) {
      case Accept(var events, LeaseBegun(var lease)) ->
          Effect().persist(events).thenReply(replyTo, _ -> new Begun(lease));
      case Accept(var events, LeaseHeld(var lease)) ->
          Effect().persist(events).thenReply(replyTo, _ -> new Held(lease));
      case Refuse(var why, var says) -> Effect().reply(replyTo, new Refused(why, says));
      case Accept(_, HeartbeatTaken _), Accept(_, PublicationTaken _) ->
          throw new IllegalStateException("BUG: no lease for " + order);
    };
  }

  private static LeaseReply lease(MinerLedger ledger, LeaseId id) {
    return ledger
        .leases()
        .find(id)
        .<LeaseReply>map(Held::new)
        .orElseGet(() -> new Refused(Refusal.UNKNOWN_LEASE, "no lease " + id));
  }

  private ReplyEffect<MinerLedger.Event, MinerLedger> published(
      MinerLedger ledger, LeasePublication publication, ActorRef<Published> replyTo) {
    return switch (ledger.decide(new TakePublication(publication), clock.instant())) {
      case Accept(var events, PublicationTaken taken) ->
          Effect()
              .persist(events)
              .thenReply(
                  replyTo,
                  _ ->
                      new Published(
                          taken.opened(), taken.renewed(), taken.closed(), taken.refused()));
      case Accept _, Refuse _ -> throw new IllegalStateException("BUG: a publication was refused");
    };
  }

  private List<Candidate> idle(MinerLedger ledger, String capability) {
    var now = clock.instant();
    var owners = new GpuOwners(ledger, worker -> live.isOnline(worker, now));
    return ledger.workers().entrySet().stream()
        .filter(entry -> live.isOnline(entry.getKey(), now))
        .filter(entry -> ledger.leases().activeOf(entry.getKey(), now).isEmpty())
        .flatMap(
            entry ->
                skill(entry.getValue().profile(), capability)
                    .map(
                        skill ->
                            new Candidate(entry.getKey(), owners.gpusOf(entry.getKey()), skill)))
        .toList();
  }

  /// None for a worker that can do neither.
  private static Stream<Candidate.Skill> skill(WorkerProfile profile, String capability) {
    boolean isExact = profile.can(WorkerProfile.MATMUL_EXACT_V2);
    if (profile.can(capability)) {
      return Stream.of(isExact ? Candidate.Skill.BOTH : Candidate.Skill.MATRIX);
    }
    return isExact ? Stream.of(Candidate.Skill.EXACT) : Stream.empty();
  }

  private Whereabouts whereabouts(MinerLedger ledger, WorkerId worker) {
    if (ledger.of(worker).isEmpty()) {
      return Whereabouts.UNKNOWN;
    }
    return live.isOnline(worker, clock.instant()) ? Whereabouts.ONLINE : Whereabouts.SILENT;
  }

  private Assessment assessed(MinerScore score) {
    return new Assessment(miner, score, lastSequenceNumber(context));
  }

  private Standing standing(MinerLedger ledger, MinerScore score) {
    var workers =
        score.workers().stream().flatMap(worker -> standing(ledger, worker).stream()).toList();
    return new Standing(miner, score, workers, ledger.leases().all());
  }

  private Optional<WorkerStanding> standing(MinerLedger ledger, WorkerScore worker) {
    return ledger
        .of(worker.worker())
        .map(
            entry ->
                new WorkerStanding(
                    entry.profile(),
                    live.isOnline(worker.worker(), clock.instant()),
                    live.of(worker.worker())
                        .map(LivePresence.Heard::usage)
                        .orElse(HostUsage.UNKNOWN),
                    live.of(worker.worker())
                        .map(heard -> heard.beats().count())
                        .orElse(Beats.Count.NONE),
                    entry.since(),
                    entry.present().newest().map(Bucket::start).orElse(entry.since()),
                    worker));
  }
}
