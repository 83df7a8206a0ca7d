package io.byteleap.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Keeps systemd told: that the node is up, what it lacks, that its actors still take turns (the
/// watchdog), and that it is about to stop. Up means that it answers operators: a node whose chain
/// or peers are away is no better for a restart, so what it lacks is a line to read and no more.
public final class ServiceKeeper {
  /// Short against the watchdog's time in our units, which is 90 s.
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  /// Looks whether there is something new to tell.
  public record Look() {}

  private final ServiceNotice notice;
  private final Health health;

  private ServiceKeeper(ServiceNotice notice, Health health) {
    this.notice = notice;
    this.health = health;
  }

  /// To be started when operators are answered.
  public static Behavior<Look> create(ServiceNotice notice, Health health) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new Look(), INTERVAL);
                  return new ServiceKeeper(notice, health).begin(context);
                }));
  }

  private Behavior<Look> begin(ActorContext<Look> context) {
    CoordinatedShutdown.get(context.getSystem())
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            "tell-systemd",
            () -> {
              notice.stopping("stopping");
              return CompletableFuture.completedFuture(Done.getInstance());
            });
    String said = health.inWords();
    notice.ready(said);
    return telling(said);
  }

  private Behavior<Look> telling(String said) {
    return Behaviors.receiveMessage(
        _ -> {
          notice.alive();
          String now = health.inWords();
          if (now.equals(said)) {
            return Behaviors.same();
          }
          notice.status(now);
          return telling(now);
        });
  }
}
