package io.byteleap.validator.command;

import io.byteleap.actor.FailureCause;
import io.byteleap.chain.InspectionSource;
import io.byteleap.port.ChainInspection.Inspection;
import io.byteleap.port.ChainInspection.Moment;
import io.byteleap.port.ChainInspection.NotShown;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Looks at the chain once, for a command.
public final class ChainView {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private ChainView() {}

  private record Looked(Inspection inspection) {}

  /// Looks at `moment` through `source`; `told` hears what was seen, once.
  public static Behavior<?> create(
      InspectionSource source, Moment moment, Consumer<Inspection> told) {
    return Behaviors.<Looked>setup(
        context -> {
          context.pipeToSelf(
              source
                  .start(context)
                  .inspect(moment)
                  .toCompletableFuture()
                  .orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS),
              (inspection, failure) ->
                  new Looked(
                      failure == null ? inspection : new NotShown(FailureCause.text(failure))));
          return Behaviors.receiveMessage(
              looked -> {
                told.accept(looked.inspection());
                return Behaviors.stopped();
              });
        });
  }
}
