package io.byteleap.worker.host;

import io.byteleap.json.JsonObject;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Looks at the machine at an interval and shows what it saw in a [HostView]. Blocks, so it needs a
/// dispatcher for that. A look that fails leaves the last one standing.
public final class HostSampler {
  private static final Duration RETRY_FIRST = Duration.ofSeconds(1);
  private static final Duration RETRY_LAST = Duration.ofSeconds(30);
  private static final double RETRY_JITTER = 0.2;

  public record Look() {}

  private HostSampler() {}

  public static Behavior<Look> create(
      Supplier<JsonObject> probe, HostView view, Duration interval) {
    Behavior<Look> looking =
        Behaviors.withTimers(
            timers -> {
              timers.startTimerWithFixedDelay(new Look(), Duration.ZERO, interval);
              return Behaviors.receiveMessage(
                  _ -> {
                    view.show(probe.get());
                    return Behaviors.same();
                  });
            });
    return Behaviors.supervise(looking)
        .onFailure(SupervisorStrategy.restartWithBackoff(RETRY_FIRST, RETRY_LAST, RETRY_JITTER));
  }
}
