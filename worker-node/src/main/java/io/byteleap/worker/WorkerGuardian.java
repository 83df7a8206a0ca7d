package io.byteleap.worker;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.host.HostProbe;
import io.byteleap.node.Health;
import io.byteleap.node.Metrics;
import io.byteleap.node.NodeExit;
import io.byteleap.node.ServiceKeeper;
import io.byteleap.node.ServiceNotice;
import io.byteleap.node.StatusServer;
import io.byteleap.worker.access.MinerAccess;
import io.byteleap.worker.compute.ComputeMeters;
import io.byteleap.worker.compute.Engine;
import io.byteleap.worker.compute.Engines;
import io.byteleap.worker.compute.ProofDesk;
import io.byteleap.worker.compute.ProofVault;
import io.byteleap.worker.compute.TaskDesk;
import io.byteleap.worker.compute.ValueSource;
import io.byteleap.worker.gpu.GpuParts;
import io.byteleap.worker.gpu.GpuView;
import io.byteleap.worker.host.AddressSampler;
import io.byteleap.worker.host.HostSampler;
import io.byteleap.worker.host.HostView;
import io.byteleap.worker.link.Announcements;
import io.byteleap.worker.link.LinkMeters;
import io.byteleap.worker.link.MinerLink;
import io.byteleap.worker.link.WebSocketDialer;
import io.byteleap.worker.update.UpdateKeeper;
import io.byteleap.worker.vm.CardLoan;
import io.byteleap.worker.vm.GpuLoan;
import io.byteleap.worker.vm.GpuServerLoan;
import io.byteleap.worker.vm.VmCommand;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.apache.pekko.actor.CoordinatedShutdown;
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
      WorkerConfig config,
      WorkerId worker,
      MinerAccess access,
      Processors cpu,
      ExactWorks exact,
      Gpus gpus,
      WorkerGateway gateway,
      NodeExit exit) {}

  /// What computes on processors, and what makes it quick before the first challenge comes.
  record Processors(Engine<MatrixSpec> engine, Runnable warmUp) {}

  sealed interface Gpus {}

  record NoGpus() implements Gpus {}

  record WithGpus(GpuParts parts) implements Gpus {}

  /// What computes, what holds the values of GPUs, what is known of these, and who lends them.
  private record Compute(Engines engines, ValueSource values, GpuView gpu, GpuLoan loan) {}

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
    lookAtTheMachine();
    var meters = new ComputeMeters(metrics.registry());
    var compute = compute();
    var proofs =
        spawn(
            "proofs",
            ProofDesk.create(
                ProofVault.Limits.USUAL,
                new ProofDesk.Tools(compute.values(), openers(), meters, clock)));
    var taskTools = new TaskDesk.Tools(compute.engines(), proofs, meters, clock);
    var desk = spawn("desk", TaskDesk.create(taskSettings(), taskTools));
    var door =
        spawn("door", TaskDoor.create(new TaskDoor.Tools(parts.worker(), desk, proofs, clock)));
    var tasks = spawn("tasks", TaskDoor.entrance(door));
    var linkTools = linkTools(compute.gpu(), tasks, proofs);
    var link = spawn("link", MinerLink.create(linkSettings(), linkTools, ready));
    var gateway = parts.gateway().start(context, gatewayNode(link, compute));
    new Stopping(context.getSystem(), door, link).within(config.drainTimeout());
    keepUpdated();
    bindStatus(new WorkerStatus.Owners(link, tasks, proofs, compute.gpu(), gateway));
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case StatusBound(var binding) -> statusBound(binding);
              case StatusNotBound(var failure) -> stop(failure);
            });
  }

  private ExecutorService openers() {
    var threads = ProofDesk.openers();
    var _ = context.getSystem().getWhenTerminated().thenRun(threads::shutdownNow);
    return threads;
  }

  private void lookAtTheMachine() {
    var probe = HostProbe.ofThisMachine();
    context.spawn(
        HostSampler.create(probe::sample, host, config.heartbeatInterval()),
        "host",
        DispatcherSelector.blocking());
    var publicIp = config.publicIp();
    if (!publicIp.services().isEmpty()) {
      context.spawn(
          AddressSampler.create(publicIp.lookup(), host, publicIp.interval()),
          "address",
          DispatcherSelector.blocking());
    }
  }

  private Compute compute() {
    return switch (parts.gpus()) {
      case NoGpus() ->
          new Compute(
              Engines.ofCpu(parts.cpu().engine(), parts.exact().tools()),
              ValueSource.NONE,
              GpuView.disabled(),
              GpuLoan.NONE);
      case WithGpus(var gpus) -> {
        var server = spawn("gpu", gpus.server(clock, new SecureRandom()));
        var devices = gpus.devices(server);
        yield new Compute(
            new Engines(parts.cpu().engine(), devices.engine(), parts.exact().tools()),
            devices.values(),
            gpus.view(),
            new CardLoan(
                parts.exact().cards(),
                new GpuServerLoan(server, context.getSystem()),
                context.getSystem().dispatchers().lookup(DispatcherSelector.blocking())));
      }
    };
  }

  private <C> ActorRef<C> spawn(String name, Behavior<C> behavior) {
    var strategy =
        SupervisorStrategy.restartWithBackoff(RESTART_FIRST, RESTART_LAST, RESTART_JITTER);
    return context.spawn(Behaviors.supervise(behavior).onFailure(strategy), name);
  }

  /// The keeper of the host's virtual machines.
  private ActorRef<VmCommand> machines(GpuLoan gpus) {
    return spawn(
        "machines", new WorkerMachines(config, host, clock).keeper(gpus, context.getSystem()));
  }

  /// An installed worker is kept up to date; one that runs from where it was built is not.
  private void keepUpdated() {
    var exit = parts.exit();
    var system = context.getSystem();
    var node =
        new UpdateKeeper.Node(
            health::isReady,
            why -> {
              exit.forRestart(why);
              var _ = CoordinatedShutdown.get(system).runAll(new Restarting());
            });
    Updates.of(config, clock)
        .ifPresent(
            updater ->
                spawn(
                    "update",
                    UpdateKeeper.create(config.update(), updater, node, new SecureRandom())));
  }

  /// Why the node stops, for Pekko.
  private static final class Restarting implements CoordinatedShutdown.Reason {}

  private TaskDesk.Settings taskSettings() {
    return new TaskDesk.Settings(
        parts.worker(),
        config.maxConcurrentTasks(),
        config.defaultTaskTimeout(),
        ProofVault.Limits.USUAL);
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
      GpuView gpu, ActorRef<TaskDesk.Command> tasks, ActorRef<ProofDesk.Command> proofs) {
    return new MinerLink.Tools(
        new WebSocketDialer(config.minerUrl(), parts.access()),
        host,
        gpu,
        parts.exact().tools().units(),
        tasks,
        proofs,
        health,
        new LinkMeters(metrics.registry()),
        clock,
        new SecureRandom());
  }

  private WorkerGateway.Node gatewayNode(ActorRef<MinerLink.Command> link, Compute compute) {
    return new WorkerGateway.Node(
        parts.worker(),
        config.workerName(),
        link,
        () -> machines(compute.loan()),
        () -> Announcements.systemInfo(host, compute.gpu().sight()),
        clock);
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
    context.spawn(
        ServiceKeeper.create(ServiceNotice.of(System.getenv()), health), "service-keeper");
    var _ =
        host.firstLook(FIRST_LOOK_MAX)
            .thenRun(() -> ready.complete(null))
            .thenRun(parts.cpu().warmUp());
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
