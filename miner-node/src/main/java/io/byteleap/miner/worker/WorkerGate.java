package io.byteleap.miner.worker;

import io.byteleap.actor.CauseLog;
import io.byteleap.actor.FailureCause;
import io.byteleap.domain.units.Label;
import io.byteleap.miner.tls.DoorTls;
import io.byteleap.wire.worker.CloseCode;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// A door for workers: listens at one port, and gives each connection an actor of its own, which
/// registers the worker at the hotkey whose path it asked for.
public final class WorkerGate {
  /// Open connections at a time, for each hotkey behind the door.
  private static final int CONNECTIONS_MAX = 256;

  public sealed interface Command {}

  private record Arrived(WorkerSocket socket) implements Command {}

  private record Bound(WebSocketListener listener) implements Command {}

  private record NotBound(Throwable failure) implements Command {}

  /// What the node hears of the door.
  public sealed interface Event {}

  public record Open(InetSocketAddress address) implements Event {}

  public record NotOpened(String why) implements Event {}

  /// Where to listen, how connections are encrypted, how long a worker may take to register,
  /// how many frames it may send in a second, and who hears whether the door is open.
  public record Settings(
      String host,
      int port,
      DoorTls tls,
      Duration registrationTimeout,
      int framesPerSecond,
      Consumer<Event> events,
      WorkerMeters meters,
      InstantSource clock) {}

  private final ActorContext<Command> context;
  private final Doorways doorways;
  private final Settings settings;
  private final CauseLog notes;
  private final Tarpit tarpit;

  private WorkerGate(ActorContext<Command> context, Doorways doorways, Settings settings) {
    this.context = context;
    this.doorways = doorways;
    this.settings = settings;
    this.notes = new CauseLog(context.getLog());
    this.tarpit = new Tarpit(settings.clock(), settings.meters());
  }

  /// A door through which every path leads to the same registry, with the same words.
  public static Behavior<Command> create(
      Settings settings, DoorTerms terms, ActorRef<WorkerRegistry.Command> registry) {
    return create(settings, Doorways.to(registry, terms, settings.meters()));
  }

  public static Behavior<Command> create(Settings settings, Doorways doorways) {
    return Behaviors.setup(context -> new WorkerGate(context, doorways, settings).binding());
  }

  private Behavior<Command> binding() {
    var self = context.getSelf();
    context.pipeToSelf(
        WebSocketListener.bind(
            new WebSocketListener.Settings(
                settings.host(),
                settings.port(),
                settings.tls(),
                CONNECTIONS_MAX * doorways.all().size(),
                socket -> self.tell(new Arrived(socket)),
                settings.meters())),
        (listener, failure) -> failure == null ? new Bound(listener) : new NotBound(failure));
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Bound(var listener) -> open(listener);
              case NotBound(var failure) -> notOpened(failure);
              case Arrived(var socket) -> arrived(socket);
            });
  }

  private Behavior<Command> open(WebSocketListener listener) {
    context.getLog().info("listening for workers, address={}", listener.address());
    CoordinatedShutdown.get(context.getSystem())
        .addTask(CoordinatedShutdown.PhaseServiceUnbind(), "workers", listener::close);
    settings.events().accept(new Open(listener.address()));
    return Behaviors.receive(Command.class)
        .onMessage(Arrived.class, arrived -> arrived(arrived.socket()))
        .onSignal(
            PostStop.class,
            _ -> {
              var _ = listener.close();
              return Behaviors.same();
            })
        .build();
  }

  private Behavior<Command> notOpened(Throwable failure) {
    settings.events().accept(new NotOpened(FailureCause.text(failure)));
    return Behaviors.stopped();
  }

  private Behavior<Command> arrived(WorkerSocket socket) {
    doorways
        .at(socket.path())
        .ifPresentOrElse(doorway -> lead(socket, doorway), () -> turnAway(socket));
    return Behaviors.same();
  }

  private void lead(WorkerSocket socket, Doorways.Doorway doorway) {
    var connection =
        new WorkerConnection.Settings(
            doorway.terms(),
            settings.registrationTimeout(),
            settings.framesPerSecond(),
            tarpit,
            doorway.meters(),
            settings.clock());
    context.spawnAnonymous(WorkerConnection.create(socket, connection, doorway.registry()));
  }

  private void turnAway(WorkerSocket socket) {
    notes.warn("no hotkey is at the path", socket.remoteAddress(), Label.of(socket.path()));
    socket.close(CloseCode.UNKNOWN_PATH);
  }
}
