package io.byteleap.validator.gateway;

import io.byteleap.actor.CborSerializable;
import io.byteleap.port.Devices;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/// Knows in which session one worker is, whichever process of the cluster it dialled: the one that
/// began last. Keeps nothing: a session shows itself again with every heartbeat.
public final class DeviceDesk {
  public static final EntityTypeKey<Command> TYPE_KEY =
      EntityTypeKey.create(Command.class, "gateway-worker");

  /// No hotkey holds one.
  private static final String BETWEEN = " ";

  public sealed interface Command extends CborSerializable {}

  /// A session of the worker is there, since when it is.
  public record Here(ActorRef<DeviceSession.Command> session, Instant since) implements Command {}

  private record Left(ActorRef<DeviceSession.Command> session) implements Command {}

  /// Hand this frame to the worker.
  public record Send(String frame, ActorRef<Presence> replyTo) implements Command {}

  /// Whether the worker is here.
  public record Look(ActorRef<Presence> replyTo) implements Command {}

  /// Whether the worker has a session, to which a frame then went.
  public enum Presence implements CborSerializable {
    HERE,
    AWAY
  }

  /// Finds the desk of a worker, wherever it runs.
  @FunctionalInterface
  public interface Desks {
    RecipientRef<Command> of(Devices.Owner owner);
  }

  private sealed interface Place {}

  private record Away() implements Place {}

  private record At(ActorRef<DeviceSession.Command> session, Instant since) implements Place {}

  private final ActorContext<Command> context;

  private DeviceDesk(ActorContext<Command> context) {
    this.context = context;
  }

  public static Behavior<Command> create() {
    return Behaviors.setup(context -> new DeviceDesk(context).running(new Away()));
  }

  /// Under which name the worker's desk is found.
  public static String idOf(Devices.Owner owner) {
    return owner.miner().value() + BETWEEN + owner.worker().value();
  }

  private Behavior<Command> running(Place place) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Here here -> here(here, place);
              case Left(var session) -> running(left(session, place));
              case Send(var frame, var replyTo) -> {
                replyTo.tell(sent(frame, place));
                yield Behaviors.same();
              }
              case Look(var replyTo) -> {
                replyTo.tell(place instanceof At ? Presence.HERE : Presence.AWAY);
                yield Behaviors.same();
              }
            });
  }

  private Behavior<Command> here(Here here, Place place) {
    return switch (place) {
      case At(var current, _) when current.equals(here.session()) -> Behaviors.same();
      case At(_, var since) when since.isAfter(here.since()) -> {
        here.session().tell(new DeviceSession.Superseded());
        yield Behaviors.same();
      }
      case At(var current, _) -> {
        context.unwatch(current);
        current.tell(new DeviceSession.Superseded());
        yield taken(here);
      }
      case Away() -> taken(here);
    };
  }

  private Behavior<Command> taken(Here here) {
    context.watchWith(here.session(), new Left(here.session()));
    return running(new At(here.session(), here.since()));
  }

  private static Place left(ActorRef<DeviceSession.Command> session, Place place) {
    return place instanceof At(var current, _) && current.equals(session) ? new Away() : place;
  }

  private static Presence sent(String frame, Place place) {
    return switch (place) {
      case Away() -> Presence.AWAY;
      case At(var session, _) -> {
        session.tell(new DeviceSession.Deliver(frame));
        yield Presence.HERE;
      }
    };
  }
}
