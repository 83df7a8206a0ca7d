package io.byteleap.worker.host;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Looks up the public address at an interval, and shows it, or that it is not known, in a
/// [HostView]. Blocks, so it needs a dispatcher for that.
public final class AddressSampler {
  public record Look() {}

  private AddressSampler() {}

  public static Behavior<Look> create(
      Supplier<Optional<String>> lookup, HostView view, Duration interval) {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(new Look(), Duration.ZERO, interval);
          return Behaviors.receiveMessage(
              _ -> {
                lookup.get().ifPresentOrElse(view::showAddress, view::hideAddress);
                return Behaviors.same();
              });
        });
  }
}
