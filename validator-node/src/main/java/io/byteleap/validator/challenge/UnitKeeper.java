package io.byteleap.validator.challenge;

import io.byteleap.actor.CborSerializable;
import io.byteleap.actor.Restarts;
import io.byteleap.chain.SubnetView;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.UnitBook;
import io.byteleap.domain.exact.UnitBook.Binding;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.validator.metrics.ValidatorMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/// Keeps the book of all units of this validator's miners and the keys that they sign with: which a
/// unit used first it goes on using, and no other unit may, whosever it is. A binding is stored
/// before anybody builds on it.
public final class UnitKeeper
    extends EventSourcedBehavior<UnitKeeper.Command, UnitBook.Event, UnitBook> {
  public static final PersistenceId ID = PersistenceId.ofUniqueId("units");
  private static final int EVENTS_PER_SNAPSHOT = 1_000;
  private static final int SNAPSHOTS_KEPT = 2;

  /// How often units of miners that have left are looked for.
  private static final Duration LOOK_INTERVAL = Duration.ofHours(1);

  /// Devices that are shown at once.
  private static final int DISPUTES_MAX = 1_000;

  public sealed interface Command extends CborSerializable {}

  /// These units have signed with these keys: bind those that are new.
  public record Bind(List<Binding> signed, ActorRef<Known> replyTo) implements Command {
    public Bind {
      signed = List.copyOf(signed);
    }
  }

  /// Which devices more than one unit claims to be.
  public record GetDisputed(ActorRef<Disputed> replyTo) implements Command {}

  /// The unit may begin with a new key: its own is lost.
  public record Release(UnitName unit, ActorRef<Released> replyTo) implements Command {}

  private record Look() implements Command {}

  /// Those of the units that may not use their key; all others are bound to it.
  public record Known(List<Refusal> refused) implements CborSerializable {
    public Known {
      refused = List.copyOf(refused);
    }

    /// The same by unit.
    Map<UnitId, ExactRefusal> refusals() {
      return refused.stream()
          .collect(Collectors.toUnmodifiableMap(refusal -> refusal.unit().unit(), Refusal::why));
    }
  }

  public record Refusal(UnitName unit, ExactRefusal why) {}

  /// `units` that are known, and the first 1,000 of the devices in dispute.
  public record Disputed(int units, List<Dispute> disputes) implements CborSerializable {
    public Disputed {
      disputes = List.copyOf(disputes);
    }
  }

  /// Whether there was a key to release.
  public record Released(boolean wasBound) implements CborSerializable {}

  /// A device and who claims it.
  public record Dispute(UnitId device, List<UnitName> claims) {
    public Dispute {
      claims = List.copyOf(claims);
    }
  }

  private final SubnetView subnet;
  private final ValidatorMetrics metrics;
  private final InstantSource clock;

  private UnitKeeper(SubnetView subnet, ValidatorMetrics metrics, InstantSource clock) {
    super(ID, Restarts.ofStored());
    this.subnet = subnet;
    this.metrics = metrics;
    this.clock = clock;
  }

  public static Behavior<Command> create(
      SubnetView subnet, ValidatorMetrics metrics, InstantSource clock) {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(new Look(), LOOK_INTERVAL);
          return new UnitKeeper(subnet, metrics, clock);
        });
  }

  @Override
  public UnitBook emptyState() {
    return UnitBook.EMPTY;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(EVENTS_PER_SNAPSHOT, SNAPSHOTS_KEPT);
  }

  @Override
  public EventHandler<UnitBook, UnitBook.Event> eventHandler() {
    return UnitBook::evolve;
  }

  @Override
  public SignalHandler<UnitBook> signalHandler() {
    return newSignalHandlerBuilder().onSignal(RecoveryCompleted.instance(), this::show).build();
  }

  private void show(UnitBook book) {
    metrics.units(book.count(), book.disputed().size());
  }

  @Override
  public CommandHandler<Command, UnitBook.Event, UnitBook> commandHandler() {
    return (book, command) ->
        switch (command) {
          case Bind(var signed, var replyTo) -> bind(book, signed, replyTo);
          case GetDisputed(var replyTo) -> Effect().reply(replyTo, disputed(book));
          case Release(var unit, var replyTo) -> release(book, unit, replyTo);
          case Look() -> stored(left(book));
        };
  }

  private Effect<UnitBook.Event, UnitBook> bind(
      UnitBook book, List<Binding> signed, ActorRef<Known> replyTo) {
    var now = clock.instant();
    List<UnitBook.Event> events = new ArrayList<>();
    List<Refusal> refused = new ArrayList<>();
    var after = book;
    for (Binding one : signed) {
      var refusal = after.refusal(one.unit(), one.key());
      refusal.ifPresent(why -> refused.add(new Refusal(one.unit(), why)));
      if (refusal.isEmpty()) {
        var event = after.binding(one.unit(), one.key(), now);
        after = event.map(after::evolve).orElse(after);
        event.ifPresent(events::add);
      }
    }
    return Effect().persist(events).thenRun(this::show).thenReply(replyTo, _ -> new Known(refused));
  }

  private Effect<UnitBook.Event, UnitBook> release(
      UnitBook book, UnitName unit, ActorRef<Released> replyTo) {
    var event = book.release(unit, clock.instant());
    return Effect()
        .persist(event.stream().toList())
        .thenRun(this::show)
        .thenReply(replyTo, _ -> new Released(event.isPresent()));
  }

  private Effect<UnitBook.Event, UnitBook> stored(List<UnitBook.Event> events) {
    return Effect().persist(events).thenRun(this::show);
  }

  /// Nobody has left as long as the members are not known.
  private List<UnitBook.Event> left(UnitBook book) {
    var metagraph = subnet.metagraph();
    Instant now = clock.instant();
    return metagraph.hotkeys().isEmpty()
        ? List.of()
        : book.miners().stream()
            .filter(miner -> metagraph.of(miner).isEmpty())
            .<UnitBook.Event>map(miner -> new UnitBook.MinerLeft(miner, now))
            .toList();
  }

  private static Disputed disputed(UnitBook book) {
    return new Disputed(
        book.count(),
        book.disputed().entrySet().stream()
            .limit(DISPUTES_MAX)
            .map(entry -> new Dispute(entry.getKey(), entry.getValue()))
            .toList());
  }
}
