package io.byteleap.miner;

import io.byteleap.actor.FailureCause;
import io.byteleap.chain.ChainSource;
import io.byteleap.chain.ChainWatcher;
import io.byteleap.chain.SubnetView;
import io.byteleap.keys.Signer;
import io.byteleap.miner.HotkeyGuardian.Crew;
import io.byteleap.miner.api.MinerApi;
import io.byteleap.miner.api.Owners;
import io.byteleap.miner.api.WorkerRoutes;
import io.byteleap.miner.challenge.ChallengeDesk;
import io.byteleap.miner.validator.ValidatorDirectory;
import io.byteleap.miner.worker.WorkerGate;
import io.byteleap.miner.worker.WorkerMeters;
import io.byteleap.node.ChainHealth;
import io.byteleap.node.Health;
import io.byteleap.node.HealthNote;
import io.byteleap.node.Metrics;
import io.byteleap.node.NodeExit;
import io.byteleap.node.ServiceKeeper;
import io.byteleap.node.ServiceNotice;
import io.byteleap.node.StatusServer;
import io.byteleap.transport.EventFeed;
import io.byteleap.transport.SynapseClient;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.japi.function.Function;

/// Wires the miner together: what its hotkeys share (the chain, the doors for workers, the status
/// endpoints, the figures), and a [HotkeyGuardian] for each of them. A door that cannot be opened
/// stops the node.
///
/// When the node is told to stop, the hotkeys are drained first, and the doors are closed then.
public final class MinerGuardian {
  /// What draining may take beyond the time that challenges have for it.
  public static final Duration DRAIN_MARGIN = Duration.ofSeconds(5);

  private static final String CHAIN = "chain";
  private static final String STOPPING = "running";

  sealed interface Command {}

  private record HotkeyReady(Crew crew) implements Command {}

  private record DoorOpen(String dependency, InetSocketAddress address) implements Command {}

  private record StatusBound(ServerBinding binding) implements Command {}

  private record CannotGoOn(String why) implements Command {}

  /// The node is told to stop.
  private record Drain(ActorRef<Done> replyTo) implements Command {}

  private record HotkeyDrained() implements Command {}

  /// What the node stands on: at least one hotkey, the configuration's, in its order.
  public record Parts(
      MinerConfig config, List<Identity> hotkeys, ChainSource chain, NodeExit exit) {
    public Parts {
      hotkeys = List.copyOf(hotkeys);
      if (hotkeys.isEmpty()) {
        throw new IllegalArgumentException("a miner has a hotkey");
      }
    }

    /// A miner with the one hotkey of `wallet`.
    public Parts(MinerConfig config, Signer signer, ChainSource chain, NodeExit exit) {
      this(config, List.of(new Identity(config.identities().getFirst(), signer)), chain, exit);
    }
  }

  private final ActorContext<Command> context;
  private final Parts parts;
  private final MinerConfig config;
  private final InstantSource clock = InstantSource.system();
  private final SecureRandom random = new SecureRandom();
  private final SubnetView subnet = new SubnetView();
  private final Metrics metrics = Metrics.ofNode();
  private final EventFeed feed = EventFeed.startedAt(clock.instant());
  private final WorkerDoors doors;
  private final Admissions admissions;
  private final Health health;

  private MinerGuardian(ActorContext<Command> context, Parts parts, Admissions admissions) {
    this.context = context;
    this.admissions = admissions;
    this.parts = parts;
    this.config = parts.config();
    this.doors = new WorkerDoors(config, parts.hotkeys());
    this.health =
        Health.dependingOn(
            Stream.concat(Stream.of(CHAIN), doors.ports().stream().map(doors::dependency))
                .toArray(String[]::new));
  }

  public static Behavior<Command> create(Parts parts) {
    return Behaviors.setup(
        context ->
            switch (Admissions.open(parts.config(), parts.hotkeys(), InstantSource.system())) {
              case Admissions.Ready(var admissions) ->
                  new MinerGuardian(context, parts, admissions).starting();
              case Admissions.Shut(var why) -> {
                parts.exit().because(why);
                yield Behaviors.stopped();
              }
            });
  }

  private Behavior<Command> starting() {
    var shared =
        new HotkeyGuardian.Shared(
            config,
            subnet,
            metrics.registry(),
            feed,
            signer ->
                new SynapseClient(
                    context.getSystem(), signer, config.workerManagement().host(), clock),
            new SharedHost(
                context.getSystem().dispatchers().lookup(DispatcherSelector.blocking()), clock),
            clock,
            random);
    var self = context.getSelf();
    List<ActorRef<HotkeyGuardian.Command>> guardians =
        parts.hotkeys().stream()
            .map(
                identity ->
                    spawnHotkey(
                        HotkeyGuardian.create(
                            identity,
                            admissions.of(identity),
                            shared,
                            notes(identity),
                            crew -> self.tell(new HotkeyReady(crew))),
                        identity))
            .toList();
    startChain();
    drainWhenTold();
    return gathering(List.of(), guardians);
  }

  private ActorRef<HotkeyGuardian.Command> spawnHotkey(
      Behavior<HotkeyGuardian.Command> behavior, Identity identity) {
    var guardian = context.spawn(behavior, identity.hotkey().value());
    context.watchWith(
        guardian, new CannotGoOn("the guardian of hotkey " + identity.hotkey() + " has stopped"));
    return guardian;
  }

  /// With one hotkey its dependencies have plain names.
  private HotkeyGuardian.Notes notes(Identity identity) {
    String suffix = parts.hotkeys().size() == 1 ? "" : " " + identity.config().name();
    return new HotkeyGuardian.Notes(
        note(ValidatorDirectory.DEPENDENCY + suffix), note(RegistrationHealth.DEPENDENCY + suffix));
  }

  private HealthNote note(String name) {
    health.down(name, "starting");
    return new HealthNote(health, name);
  }

  /// Waits for the hotkeys' crews, then opens the doors.
  private Behavior<Command> gathering(
      List<Crew> crews, List<ActorRef<HotkeyGuardian.Command>> guardians) {
    return receiving(
        command ->
            switch (command) {
              case HotkeyReady(var crew) -> {
                var next = Stream.concat(crews.stream(), Stream.of(crew)).toList();
                yield next.size() < guardians.size()
                    ? gathering(next, guardians)
                    : opening(next, guardians);
              }
              case Drain drain -> draining(drain, guardians);
              case DoorOpen _, StatusBound _, CannotGoOn _, HotkeyDrained _ -> other(command);
            });
  }

  private Behavior<Command> opening(
      List<Crew> crews, List<ActorRef<HotkeyGuardian.Command>> guardians) {
    doors.ports().forEach(port -> openDoor(port, crews));
    var order = parts.hotkeys().stream().map(Identity::hotkey).toList();
    bindStatus(
        crews.stream()
            .map(Crew::owners)
            .sorted(Comparator.comparingInt(owners -> order.indexOf(owners.hotkey())))
            .toList());
    return running(guardians);
  }

  private Behavior<Command> running(List<ActorRef<HotkeyGuardian.Command>> guardians) {
    return receiving(
        command ->
            switch (command) {
              case Drain drain -> draining(drain, guardians);
              case HotkeyReady _, DoorOpen _, StatusBound _, CannotGoOn _, HotkeyDrained _ ->
                  other(command);
            });
  }

  /// Behaves as `receiver` says, and lets go of the data folder when it is over.
  private Behavior<Command> receiving(Function<Command, Behavior<Command>> receiver) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, receiver)
        .onSignal(
            PostStop.class,
            _ -> {
              admissions.close();
              return Behaviors.same();
            })
        .build();
  }

  private Behavior<Command> draining(
      Drain drain, List<ActorRef<HotkeyGuardian.Command>> guardians) {
    context.getLog().info("shutting down, at the latest in {}", config.drainTimeout());
    health.down(STOPPING, "shutting down");
    ActorRef<ChallengeDesk.Drained> drained =
        context.messageAdapter(ChallengeDesk.Drained.class, _ -> new HotkeyDrained());
    guardians.forEach(guardian -> guardian.tell(new HotkeyGuardian.Drain(drained)));
    return waiting(guardians.size(), drain.replyTo());
  }

  private Behavior<Command> waiting(int hotkeysLeft, ActorRef<Done> replyTo) {
    if (hotkeysLeft == 0) {
      context.getLog().info("no challenge is under way any more");
      feed.close();
      replyTo.tell(Done.getInstance());
    }
    return receiving(
        command ->
            switch (command) {
              case HotkeyDrained() -> waiting(hotkeysLeft - 1, replyTo);
              case Drain _ -> Behaviors.same();
              case HotkeyReady _, DoorOpen _, StatusBound _, CannotGoOn _ -> other(command);
            });
  }

  private Behavior<Command> other(Command command) {
    return switch (command) {
      case DoorOpen(var dependency, var address) -> {
        health.up(dependency, address.getHostString() + ":" + address.getPort());
        yield Behaviors.same();
      }
      case StatusBound(var binding) -> {
        context.getLog().info("listening for operators, address={}", binding.localAddress());
        context.spawn(
            ServiceKeeper.create(ServiceNotice.of(System.getenv()), health), "service-keeper");
        yield Behaviors.same();
      }
      case CannotGoOn(var why) -> {
        parts.exit().because(why);
        yield Behaviors.stopped();
      }
      case HotkeyReady _, Drain _, HotkeyDrained _ -> Behaviors.same();
    };
  }

  private void startChain() {
    var interval = config.metagraph().syncInterval();
    context.spawn(ChainHealth.create(health, interval), "chain-health");
    var own = parts.hotkeys().getFirst().hotkey();
    context.spawn(
        Behaviors.supervise(
                ChainWatcher.create(
                    parts.chain().start(context),
                    new ChainWatcher.Settings(own, interval, subnet, random)))
            .onFailure(SupervisorStrategy.restart()),
        CHAIN,
        DispatcherSelector.blocking());
  }

  /// A guardian that is gone has nothing to drain.
  private void drainWhenTold() {
    var self = context.getSelf();
    var scheduler = context.getSystem().scheduler();
    var patience = config.drainTimeout().plus(DRAIN_MARGIN);
    CoordinatedShutdown.get(context.getSystem())
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            "drain",
            () -> {
              CompletionStage<Done> drained = AskPattern.ask(self, Drain::new, patience, scheduler);
              return drained.exceptionally(_ -> Done.getInstance());
            });
  }

  private void openDoor(int port, List<Crew> crews) {
    var self = context.getSelf();
    var gate =
        context.spawn(
            WorkerGate.create(
                new WorkerGate.Settings(
                    config.workerManagement().host(),
                    port,
                    admissions.tls(),
                    config.workerManagement().registrationTimeout(),
                    config.workerManagement().framesPerSecond(),
                    event -> self.tell(heard(event, port)),
                    new WorkerMeters(metrics.registry()),
                    clock),
                doors.doorways(port, crews)),
            "worker-gate-" + port);
    context.watchWith(gate, new CannotGoOn("the door for workers has closed"));
  }

  private Command heard(WorkerGate.Event event, int port) {
    return switch (event) {
      case WorkerGate.Open(var address) -> new DoorOpen(doors.dependency(port), address);
      case WorkerGate.NotOpened(var why) -> cannotListen(doors.described(port), why);
    };
  }

  private void bindStatus(List<Owners> owners) {
    var system = context.getSystem();
    var api = new MinerApi(owners, subnet, feed, system.scheduler());
    var sources = new StatusServer.Sources(health, metrics, api::status);
    var admin =
        new WorkerRoutes(
            owners.stream().map(WorkerRoutes.Owner::of).toList(),
            admissions.adminToken(),
            system.scheduler(),
            clock);
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
