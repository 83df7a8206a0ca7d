package io.byteleap.miner.worker;

import io.byteleap.actor.FailureCause;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// The door for workers: listens, and gives each connection an actor of its own.
public final class WorkerGate {
  public sealed interface Command {}

  private record Arrived(WorkerSocket socket) implements Command {}

  private record Bound(WebSocketListener listener) implements Command {}

  private record NotBound(Throwable failure) implements Command {}

  /// What the node hears of the door.
  public sealed interface Event {}

  public record Open(InetSocketAddress address) implements Event {}

  public record NotOpened(String why) implements Event {}

  /// Where to listen, and who hears whether that went well.
  public record Settings(String host, int port, Consumer<Event> events) {}

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
            settings.host(), settings.port(), socket -> self.tell(new Arrived(socket))),
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
    settings.events().accept(new Open(listener.address()));
    return Behaviors.receive(Command.class)
        .onMessage(Arrived.class, arrived -> arrived(arrived.socket()))
        .onSignal(
            PostStop.class,
            _ -> {
              listener.close();
              return Behaviors.same();
            })
        .build();
  }

  private Behavior<Command> notOpened(Throwable failure) {
    settings.events().accept(new NotOpened(FailureCause.text(failure)));
    return Behaviors.stopped();
  }

  private Behavior<Command> arrived(WorkerSocket socket) {
    context.spawnAnonymous(WorkerConnection.create(socket, registry));
    return Behaviors.same();
  }
}
