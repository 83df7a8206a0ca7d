package io.byteleap.simulation.actors;

import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// An actor whose mail is looked at before it gets it.
final class Overheard<C> extends BehaviorInterceptor<C, C> {
  private final Consumer<C> ear;

  private Overheard(Class<C> commands, Consumer<C> ear) {
    super(commands);
    this.ear = ear;
  }

  static <C> Behavior<C> by(Class<C> commands, Consumer<C> ear, Behavior<C> behavior) {
    return Behaviors.intercept(() -> new Overheard<>(commands, ear), behavior);
  }

  @Override
  public Behavior<C> aroundReceive(
      TypedActorContext<C> context, C message, ReceiveTarget<C> target) {
    ear.accept(message);
    return target.apply(context, message);
  }
}
