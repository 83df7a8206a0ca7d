package io.byteleap.miner.worker;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.session.AttemptLimit;
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

/// The door for workers: listens, and gives each connection an actor of its own.
public final class WorkerGate {
  private static final AttemptLimit FRAMES = AttemptLimit.of(100, Duration.ofSeconds(10));

  public sealed interface Command {}

  private record Arrived(WorkerSocket socket) implements Command {}

  private record Bound(WebSocketListener listener) implements Command {}

  private record NotBound(Throwable failure) implements Command {}

  /// What the node hears of the door.
  public sealed interface Event {}

  public record Open(InetSocketAddress address) implements Event {}

  public record NotOpened(String why) implements Event {}

  /// Where to listen, what is said there, how long a worker may take to register, and who hears
  // whether the door is
  /// open.
  public record Settings(
      String host,
      int port,
      DoorTerms terms,
      Duration registrationTimeout,
      Consumer<Event> events,
      WorkerMeters meters,
      InstantSource clock) {}

  private final ActorContext<Command> context;
  private final ActorRef<WorkerRegistry.Command> registry;
  private final Settings settings;

  private WorkerGate(
      ActorContext<Command> context, ActorRef<WorkerRegistry.Command> registry, Settings settings) {
    this.context = context;
    this.registry = registry;
    this.settings = settings;
  }

  public static Behavior<Command> create(
      Settings settings, ActorRef<WorkerRegistry.Command> registry) {
    return Behaviors.setup(context -> new WorkerGate(context, registry, settings).binding());
  }

  private Behavior<Command> binding() {
    var self = context.getSelf();
    context.pipeToSelf(
        WebSocketListener.bind(
            new WebSocketListener.Settings(
                settings.host(),
                settings.port(),
                settings.terms().tls(),
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
    var connection =
        new WorkerConnection.Settings(
            settings.terms(),
            settings.registrationTimeout(),
            FRAMES,
            settings.meters(),
            settings.clock());
    context.spawnAnonymous(WorkerConnection.create(socket, connection, registry));
    return Behaviors.same();
  }
}
