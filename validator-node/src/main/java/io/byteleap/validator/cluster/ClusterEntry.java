package io.byteleap.validator.cluster;

import io.byteleap.node.NodeExit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;

/// The way of a process into its cluster, and what makes it leave.
public final class ClusterEntry {
  private static final Duration TICK = Duration.ofMillis(250);

  private ClusterEntry() {}

  /// Joins the others, or itself where there are none; `up` hears when it is in.
  public static void join(ActorSystem<?> system, ClusterConfig config, ActorRef<SelfUp> up) {
    var cluster = Cluster.get(system);
    cluster.subscriptions().tell(Subscribe.create(up, SelfUp.class));
    var self = cluster.selfMember().address();
    if (config.isShared()) {
      cluster.manager().tell(new JoinSeedNodes(addresses(config, self)));
    } else {
      cluster.manager().tell(Join.create(self));
    }
  }

  private static List<Address> addresses(ClusterConfig config, Address self) {
    return config.nodes().stream()
        .map(node -> new Address(self.protocol(), self.system(), node.host(), node.port()))
        .toList();
  }

  /// A process that the others have given up says so when it ends, and asks to be started anew.
  public static void explainDowning(ActorSystem<?> system, NodeExit exit) {
    var shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "say-why-downed",
        () -> {
          shutdown
              .getShutdownReason()
              .filter(reason -> reason.equals(CoordinatedShutdown.clusterDowningReason()))
              .ifPresent(
                  _ ->
                      exit.forRestart(
                          "stopped because this process was cut off from most of its validator's"
                              + " others"));
          return CompletableFuture.completedStage(Done.getInstance());
        });
  }

  /// Keeps the time of a standstill on a thread of its own, which ends with the process.
  public static Standstill watched(ClusterConfig config) {
    var standstill = new Standstill(System::nanoTime, config.standstillMax());
    ScheduledExecutorService ticker =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("standstill").unstarted(task));
    var _ =
        ticker.scheduleAtFixedRate(
            standstill::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    return standstill;
  }
}
