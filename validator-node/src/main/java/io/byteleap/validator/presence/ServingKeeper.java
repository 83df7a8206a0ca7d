package io.byteleap.validator.presence;

import io.byteleap.actor.CborSerializable;
import io.byteleap.actor.Restarts;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.presence.ServingRecord;
import io.byteleap.domain.presence.ServingRecord.BucketServed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/// Keeps the record of the buckets in which this validator served. Started when the door for miners
/// is open; a bucket counts once it was open in it long enough.
public final class ServingKeeper
    extends EventSourcedBehavior<ServingKeeper.Command, BucketServed, ServingRecord> {
  private static final PersistenceId ID = PersistenceId.ofUniqueId("serving");
  private static final int EVENTS_PER_SNAPSHOT = 100;
  private static final int LOOKS_PER_MINIMUM = 10;

  public sealed interface Command extends CborSerializable {}

  public record GetServed(ActorRef<Served> replyTo) implements Command {}

  private record Look() implements Command {}

  public record Served(BucketWindow window) implements CborSerializable {}

  private final InstantSource clock;
  private final Duration minimum;
  private final Instant since;

  private ServingKeeper(InstantSource clock, Duration minimum) {
    super(ID, Restarts.ofStored());
    this.clock = clock;
    this.minimum = minimum;
    this.since = clock.instant();
  }

  /// `minimum`: how long the validator must serve in a bucket for it to count.
  public static Behavior<Command> create(InstantSource clock, Duration minimum) {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(new Look(), minimum.dividedBy(LOOKS_PER_MINIMUM));
          return new ServingKeeper(clock, minimum);
        });
  }

  @Override
  public ServingRecord emptyState() {
    return ServingRecord.NONE;
  }

  /// Which snapshots and events are kept is for the retention of the history to say.
  @Override
  public boolean shouldSnapshot(ServingRecord state, BucketServed event, long sequence) {
    return sequence % EVENTS_PER_SNAPSHOT == 0;
  }

  @Override
  public CommandHandler<Command, BucketServed, ServingRecord> commandHandler() {
    return (serving, command) ->
        switch (command) {
          case Look() -> look(serving);
          case GetServed(var replyTo) -> Effect().reply(replyTo, new Served(serving.served()));
        };
  }

  private Effect<BucketServed, ServingRecord> look(ServingRecord serving) {
    return serving
        .decide(since, minimum, clock.instant())
        .<Effect<BucketServed, ServingRecord>>map(event -> Effect().persist(event))
        .orElseGet(() -> Effect().none());
  }

  @Override
  public EventHandler<ServingRecord, BucketServed> eventHandler() {
    return ServingRecord::evolve;
  }
}
