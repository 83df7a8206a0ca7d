package io.byteleap.validator.cluster;

import io.byteleap.node.Health;
import io.byteleap.node.NodeExit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks once a second how this process stands among those of its validator: says so in `/ready`
/// and in the log, and stops a process that does not get in, or that stood still, for whoever
/// supervises it to start it anew.
public final class ClusterWatch {
  public static final String DEPENDENCY = "cluster";
  private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  public sealed interface Command {}

  private record Look() implements Command {}

  /// Why a process stops that has lost its place.
  private record PlaceLost() implements CoordinatedShutdown.Reason {}

  /// Where what is found is told.
  public record Listeners(Health health, NodeExit exit) {}

  private final ActorContext<Command> context;
  private final ClusterConfig config;
  private final ClusterMembers members;
  private final Standstill standstill;
  private final Listeners listeners;
  private final InstantSource clock;
  private final Instant begun;

  private ClusterWatch(
      ActorContext<Command> context,
      ClusterConfig config,
      Standstill standstill,
      Listeners listeners,
      InstantSource clock) {
    this.context = context;
    this.config = config;
    this.members = ClusterMembers.of(context.getSystem());
    this.standstill = standstill;
    this.listeners = listeners;
    this.clock = clock;
    this.begun = clock.instant();
  }

  public static Behavior<Command> create(
      ClusterConfig config, Standstill standstill, Listeners listeners, InstantSource clock) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new Look(), Duration.ZERO, INTERVAL);
                  return new ClusterWatch(context, config, standstill, listeners, clock)
                      .outside(List.of());
                }));
  }

  /// Not a member yet.
  private Behavior<Command> outside(List<ClusterMembers.Row> before) {
    return Behaviors.receiveMessage(
        _ -> {
          if (members.isSelfUp()) {
            return inside(looked(before));
          }
          if (!clock.instant().isBefore(begun.plus(config.joinTimeout()))) {
            return lost(
                "no place among %s within %d s"
                    .formatted(config.nodes(), config.joinTimeout().toSeconds()));
          }
          return outside(looked(before));
        });
  }

  private Behavior<Command> inside(List<ClusterMembers.Row> before) {
    return Behaviors.receiveMessage(
        _ -> standstill.refusal().map(this::givenUp).orElseGet(() -> inside(looked(before))));
  }

  private List<ClusterMembers.Row> looked(List<ClusterMembers.Row> before) {
    var now = members.rows();
    if (!now.equals(before)) {
      context
          .getLog()
          .info("processes of this validator: {}", now.isEmpty() ? "none yet" : words(now));
    }
    String detail = members.working() + " of " + config.nodes().size() + " processes work";
    if (members.isSelfUp() && members.working() >= config.majority()) {
      listeners.health().up(DEPENDENCY, detail);
    } else {
      listeners.health().down(DEPENDENCY, detail + ", " + config.majority() + " are needed");
    }
    return now;
  }

  private static String words(List<ClusterMembers.Row> rows) {
    return String.join(
        ", ",
        rows.stream()
            .map(
                row ->
                    row.address() + " " + row.status() + (row.reachable() ? "" : " (unreachable)"))
            .toList());
  }

  private Behavior<Command> lost(String why) {
    say(why);
    var _ = CoordinatedShutdown.get(context.getSystem()).runAll(new PlaceLost());
    return Behaviors.ignore();
  }

  /// Nothing is handed over: what this process knows may be old.
  private Behavior<Command> givenUp(String why) {
    say(why);
    var cluster = Cluster.get(context.getSystem());
    cluster.manager().tell(new Down(cluster.selfMember().address()));
    return Behaviors.ignore();
  }

  private void say(String why) {
    LOG.warn("this process stops, to be started anew: {}", why);
    listeners.health().down(DEPENDENCY, why);
    listeners.exit().forRestart(why);
  }
}
