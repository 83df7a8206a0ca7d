package io.byteleap.validator.gateway;

import io.byteleap.actor.CauseLog;
import io.byteleap.actor.CborSerializable;
import io.byteleap.actor.FailureCause;
import io.byteleap.domain.rental.RentalId;
import io.byteleap.domain.units.Label;
import io.byteleap.port.RentalIndex;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Sees to it that every rental that is not over is in some process's memory, where its orders are
/// sent and its lease is kept: at the start, and every minute.
public final class RentalKeeper {
  private static final Duration LOOK = Duration.ofMinutes(1);

  public sealed interface Command extends CborSerializable {}

  private record Look() implements Command {}

  private record Found(List<RentalId> open) implements Command {}

  private record NotFound(String why) implements Command {}

  private RentalKeeper() {}

  public static Behavior<Command> create(
      RentalIndex index, RentalInbox.Rentals rentals, Executor blocking) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new Look(), Duration.ZERO, LOOK);
                  var notes = new CauseLog(context.getLog());
                  return Behaviors.receiveMessage(
                      command -> {
                        switch (command) {
                          case Look() -> look(context, index, blocking);
                          case Found(var open) ->
                              open.forEach(id -> rentals.of(id).tell(new RentalEntity.Wake()));
                          case NotFound(var why) ->
                              notes.warn("rentals not looked for", "database", Label.of(why));
                        }
                        return Behaviors.same();
                      });
                }));
  }

  private static void look(ActorContext<Command> context, RentalIndex index, Executor blocking) {
    context.pipeToSelf(
        CompletableFuture.supplyAsync(index::open, blocking),
        (open, failure) ->
            failure == null ? new Found(open) : new NotFound(FailureCause.text(failure)));
  }
}
