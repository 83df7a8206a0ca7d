package io.byteleap.miner;

import io.byteleap.actor.FailureCause;
import io.byteleap.chain.ChainSource;
import io.byteleap.chain.ChainWatcher;
import io.byteleap.chain.SubnetView;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.host.HostProbe;
import io.byteleap.host.HostRoot;
import io.byteleap.json.JsonObject;
import io.byteleap.keys.Signer;
import io.byteleap.miner.api.MinerApi;
import io.byteleap.miner.api.WorkerRoutes;
import io.byteleap.miner.challenge.ChallengeDesk;
import io.byteleap.miner.presence.HeartbeatPulse;
import io.byteleap.miner.validator.Handshakes;
import io.byteleap.miner.validator.ValidatorDirectory;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import io.byteleap.miner.worker.WorkerGate;
import io.byteleap.miner.worker.WorkerMeters;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.node.Build;
import io.byteleap.node.ChainHealth;
import io.byteleap.node.Health;
import io.byteleap.node.Metrics;
import io.byteleap.node.NodeExit;
import io.byteleap.node.StatusServer;
import io.byteleap.transport.SynapseClient;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.SystemInfo;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.japi.function.Function;

/// Wires the miner together: the chain, the workers and their door, the validators, the journeys
/// between them, and the status endpoints. A door that cannot be opened stops the node.
public final class MinerGuardian {
  private static final String WORKERS = "workers";
  private static final String CHAIN = "chain";

  sealed interface Command {}

  private record ValidatorsChosen(List<Validator> validators) implements Command {}

  private record WorkerAppeared() implements Command {}

  private record DoorOpen(InetSocketAddress address) implements Command {}

  private record StatusBound(ServerBinding binding) implements Command {}

  private record CannotGoOn(String why) implements Command {}

  /// What the node stands on.
  public record Parts(MinerConfig config, Signer signer, ChainSource chain, NodeExit exit) {}

  private final ActorContext<Command> context;
  private final MinerConfig config;
  private final ChainSource chain;
  private final NodeExit exit;
  private final Signer signer;
  private final Hotkey own;
  private final InstantSource clock = InstantSource.system();
  private final SecureRandom random = new SecureRandom();
  private final SubnetView subnet = new SubnetView();
  private final Health health =
      Health.dependingOn(
          CHAIN, WORKERS, ValidatorDirectory.DEPENDENCY, RegistrationHealth.DEPENDENCY);
  private final Metrics metrics = Metrics.ofNode();

  private MinerGuardian(ActorContext<Command> context, Parts parts) {
    this.context = context;
    this.config = parts.config();
    this.chain = parts.chain();
    this.exit = parts.exit();
    this.signer = parts.signer();
    this.own = signer.hotkey();
  }

  public static Behavior<Command> create(Parts parts) {
    return Behaviors.setup(context -> new MinerGuardian(context, parts).starting());
  }

  private Behavior<Command> starting() {
    return switch (WorkersDoor.open(config, own, clock)) {
      case WorkersDoor.Ready(var door) -> starting(door);
      case WorkersDoor.Shut(var why) -> {
        exit.because(why);
        yield Behaviors.stopped();
      }
    };
  }

  private Behavior<Command> starting(WorkersDoor door) {
    var meters = new WorkerMeters(metrics.registry());
    var registry = spawnRegistry(registrySettings(door, meters));
    var pulse = spawn("heartbeats", HeartbeatPulse.create(pulseSettings(), registry));
    var desk = spawn("challenges", ChallengeDesk.create(deskSettings(), registry));
    var directory = spawn("validators", ValidatorDirectory.create(directorySettings()));
    startChain();
    openDoor(door, meters, registry);
    bindStatus(new MinerApi.Owners(registry, directory, desk), door);
    return running(pulse, desk, door);
  }

  private Behavior<Command> running(
      ActorRef<HeartbeatPulse.Command> pulse,
      ActorRef<ChallengeDesk.Command> desk,
      WorkersDoor door) {
    return closing(
        door,
        command ->
            switch (command) {
              case ValidatorsChosen(var validators) -> {
                pulse.tell(new HeartbeatPulse.Validators(validators));
                desk.tell(new ChallengeDesk.Validators(validators));
                yield Behaviors.same();
              }
              case WorkerAppeared() -> {
                pulse.tell(new HeartbeatPulse.Newcomer());
                yield Behaviors.same();
              }
              case DoorOpen(var address) -> {
                health.up(WORKERS, address.getHostString() + ":" + address.getPort());
                yield Behaviors.same();
              }
              case StatusBound(var binding) -> {
                context
                    .getLog()
                    .info("listening for operators, address={}", binding.localAddress());
                yield Behaviors.same();
              }
              case CannotGoOn(var why) -> {
                exit.because(why);
                yield Behaviors.stopped();
              }
            });
  }

  /// Behaves as `receiver` says, and lets go of the data folder when it is over.
  private static Behavior<Command> closing(
      WorkersDoor door, Function<Command, Behavior<Command>> receiver) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, receiver)
        .onSignal(
            PostStop.class,
            _ -> {
              door.close();
              return Behaviors.same();
            })
        .build();
  }

  private <C> ActorRef<C> spawn(String name, Behavior<C> behavior) {
    return context.spawn(
        Behaviors.supervise(behavior).onFailure(SupervisorStrategy.restart()), name);
  }

  /// It writes a file when workers join, and nothing else waits for that.
  private ActorRef<WorkerRegistry.Command> spawnRegistry(WorkerRegistry.Settings settings) {
    return context.spawn(
        Behaviors.supervise(WorkerRegistry.create(settings))
            .onFailure(SupervisorStrategy.restart()),
        "worker-registry",
        DispatcherSelector.blocking());
  }

  private WorkerRegistry.Settings registrySettings(WorkersDoor door, WorkerMeters meters) {
    var self = context.getSelf();
    return new WorkerRegistry.Settings(
        door.doorkeeper(),
        config.workerManagement().heartbeatTimeout(),
        _ -> self.tell(new WorkerAppeared()),
        meters,
        clock);
  }

  private HeartbeatPulse.Settings pulseSettings() {
    return new HeartbeatPulse.Settings(
        own, config.heartbeatInterval(), host(), metrics.registry(), clock);
  }

  private Supplier<CompletionStage<SystemInfo>> host() {
    Executor blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    var probe = new HostProbe(HostRoot.REAL);
    return () -> CompletableFuture.supplyAsync(() -> systemInfo(probe), blocking);
  }

  private static SystemInfo systemInfo(HostProbe probe) {
    var json =
        JsonObject.builder().putAll(probe.sample()).put("miner_version", Build.version()).build();
    return switch (Decoded.of(() -> SystemInfo.read(json))) {
      case Decoded.Read<SystemInfo>(var info) -> info;
      case Decoded.Refused<SystemInfo> _ -> SystemInfo.UNKNOWN;
    };
  }

  private ChallengeDesk.Settings deskSettings() {
    return new ChallengeDesk.Settings(
        own, config.taskPollInterval(), metrics.registry(), clock, random);
  }

  private ValidatorDirectory.Settings directorySettings() {
    var self = context.getSelf();
    var client =
        new SynapseClient(context.getSystem(), signer, config.workerManagement().host(), clock);
    return new ValidatorDirectory.Settings(
        new Handshakes(signer, config.security().handshake(), metrics.registry()),
        config.metagraph().policy(),
        config.metagraph().blacklist().blacklist(),
        client,
        validators -> self.tell(new ValidatorsChosen(validators)),
        health,
        clock,
        random);
  }

  private void startChain() {
    var interval = config.metagraph().syncInterval();
    context.spawn(ChainHealth.create(health, interval), "chain-health");
    context.spawn(RegistrationHealth.create(health, own), "registration-health");
    context.spawn(
        Behaviors.supervise(
                ChainWatcher.create(
                    chain.start(context), new ChainWatcher.Settings(own, interval, subnet, random)))
            .onFailure(SupervisorStrategy.restart()),
        CHAIN,
        DispatcherSelector.blocking());
  }

  private void openDoor(
      WorkersDoor door, WorkerMeters meters, ActorRef<WorkerRegistry.Command> registry) {
    var self = context.getSelf();
    var workers = config.workerManagement();
    var gate =
        context.spawn(
            WorkerGate.create(
                new WorkerGate.Settings(
                    workers.host(),
                    workers.port(),
                    door.terms(),
                    workers.registrationTimeout(),
                    event -> self.tell(heard(event)),
                    meters,
                    clock),
                registry),
            "worker-gate");
    context.watchWith(gate, new CannotGoOn("the door for workers has closed"));
  }

  private Command heard(WorkerGate.Event event) {
    var workers = config.workerManagement();
    return switch (event) {
      case WorkerGate.Open(var address) -> new DoorOpen(address);
      case WorkerGate.NotOpened(var why) ->
          cannotListen(
              "workers at "
                  + workers.host()
                  + ":"
                  + workers.port()
                  + " (worker_management.host, worker_management.port)",
              why);
    };
  }

  private void bindStatus(MinerApi.Owners owners, WorkersDoor door) {
    var system = context.getSystem();
    var api = new MinerApi(owners, subnet, own, system.scheduler());
    var sources = new StatusServer.Sources(health, metrics, api::status);
    var admin = new WorkerRoutes(owners.workers(), door.adminToken(), system.scheduler(), clock);
    var routes = Directives.concat(admin.routes(), api.routes());
    var address = config.status().address();
    context.pipeToSelf(
        StatusServer.bind(system, address, sources, routes),
        (binding, failure) ->
            failure == null
                ? new StatusBound(binding)
                : cannotListen(
                    "operators at " + address + " (status.host, status.port)",
                    FailureCause.text(failure)));
  }

  private static Command cannotListen(String forWhom, String why) {
    return new CannotGoOn("cannot listen for " + forWhom + ": " + why);
  }
}
