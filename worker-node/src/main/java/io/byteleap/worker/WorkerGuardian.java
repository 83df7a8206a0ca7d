package io.byteleap.worker;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.host.HostProbe;
import io.byteleap.host.HostRoot;
import io.byteleap.node.Health;
import io.byteleap.node.Metrics;
import io.byteleap.node.NodeExit;
import io.byteleap.node.StatusServer;
import io.byteleap.worker.access.MinerAccess;
import io.byteleap.worker.compute.ComputeMeters;
import io.byteleap.worker.compute.Engine;
import io.byteleap.worker.compute.ProofDesk;
import io.byteleap.worker.compute.ProofVault;
import io.byteleap.worker.compute.TaskDesk;
import io.byteleap.worker.host.HostSampler;
import io.byteleap.worker.host.HostView;
import io.byteleap.worker.link.LinkMeters;
import io.byteleap.worker.link.MinerLink;
import io.byteleap.worker.link.WebSocketDialer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.server.Directives;

/// Wires the worker together and starts it in order: the desks and the look at the machine, the
/// status endpoints, and when these are there the link to the miner. A status address that is taken
/// stops the node before its miner hears of it.
final class WorkerGuardian {
  private static final Duration FIRST_LOOK_MAX = Duration.ofSeconds(3);
  private static final Duration ACK_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration RESTART_FIRST = Duration.ofSeconds(1);
  private static final Duration RESTART_LAST = Duration.ofSeconds(30);
  private static final double RESTART_JITTER = 0.2;

  sealed interface Command {}

  private record StatusBound(ServerBinding binding) implements Command {}

  private record StatusNotBound(Throwable failure) implements Command {}

  /// What the node stands on.
  record Parts(
      WorkerConfig config, WorkerId worker, MinerAccess access, Engine engine, NodeExit exit) {}

  private final ActorContext<Command> context;
  private final Parts parts;
  private final WorkerConfig config;
  private final InstantSource clock = InstantSource.system();
  private final HostView host = new HostView();
  private final Health health = Health.dependingOn(MinerLink.HEALTH);
  private final Metrics metrics = Metrics.ofNode();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  private WorkerGuardian(ActorContext<Command> context, Parts parts) {
    context.setLoggerName(WorkerGuardian.class);
    this.context = context;
    this.parts = parts;
    this.config = parts.config();
  }

  static Behavior<Command> create(Parts parts) {
    return Behaviors.setup(context -> new WorkerGuardian(context, parts).starting());
  }

  private Behavior<Command> starting() {
    context.spawn(
        HostSampler.create(new HostProbe(HostRoot.REAL)::sample, host, config.heartbeatInterval()),
        "host",
        DispatcherSelector.blocking());
    var meters = new ComputeMeters(metrics.registry());
    var proofs = spawn("proofs", ProofDesk.create(ProofVault.Limits.USUAL, meters, clock));
    var tasks = spawn("tasks", TaskDesk.create(taskSettings(), taskTools(proofs, meters)));
    var link = spawn("link", MinerLink.create(linkSettings(), linkTools(tasks, proofs), ready));
    bindStatus(new WorkerStatus.Owners(link, tasks, proofs));
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case StatusBound(var binding) -> statusBound(binding);
              case StatusNotBound(var failure) -> stop(failure);
            });
  }

  private <C> ActorRef<C> spawn(String name, Behavior<C> behavior) {
    var strategy =
        SupervisorStrategy.restartWithBackoff(RESTART_FIRST, RESTART_LAST, RESTART_JITTER);
    return context.spawn(Behaviors.supervise(behavior).onFailure(strategy), name);
  }

  private TaskDesk.Settings taskSettings() {
    return new TaskDesk.Settings(
        parts.worker(), config.maxConcurrentTasks(), config.defaultTaskTimeout());
  }

  private TaskDesk.Tools taskTools(ActorRef<ProofDesk.Command> proofs, ComputeMeters meters) {
    return new TaskDesk.Tools(parts.engine(), proofs, meters, clock);
  }

  private MinerLink.Settings linkSettings() {
    return new MinerLink.Settings(
        parts.worker(),
        config.workerName(),
        parts.access(),
        new MinerLink.Timing(
            config.reconnectInterval(),
            config.refusalInterval(),
            config.heartbeatInterval(),
            config.pingInterval(),
            config.pingTimeout(),
            ACK_TIMEOUT));
  }

  private MinerLink.Tools linkTools(
      ActorRef<TaskDesk.Command> tasks, ActorRef<ProofDesk.Command> proofs) {
    return new MinerLink.Tools(
        new WebSocketDialer(config.minerUrl(), parts.access()),
        host,
        tasks,
        proofs,
        health,
        new LinkMeters(metrics.registry()),
        clock,
        new SecureRandom());
  }

  private void bindStatus(WorkerStatus.Owners owners) {
    var system = context.getSystem();
    var status = new WorkerStatus(parts, owners, host, system.scheduler());
    var sources = new StatusServer.Sources(health, metrics, status::json);
    context.pipeToSelf(
        StatusServer.bind(system, config.status().address(), sources, Directives.reject()),
        (binding, failure) ->
            failure == null ? new StatusBound(binding) : new StatusNotBound(failure));
  }

  private Behavior<Command> statusBound(ServerBinding binding) {
    context.getLog().info("listening for operators, address={}", binding.localAddress());
    var _ = host.firstLook(FIRST_LOOK_MAX).thenRun(() -> ready.complete(null));
    return Behaviors.same();
  }

  private Behavior<Command> stop(Throwable failure) {
    parts
        .exit()
        .because(
            "cannot listen for operators at "
                + config.status().address()
                + " (status.host, status.port): "
                + FailureCause.text(failure));
    return Behaviors.stopped();
  }
}
