package io.byteleap.validator;

import io.byteleap.actor.Entities;
import io.byteleap.actor.FailureCause;
import io.byteleap.chain.ChainSource;
import io.byteleap.chain.ChainWatcher;
import io.byteleap.chain.SubnetView;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.keys.Signer;
import io.byteleap.node.ChainHealth;
import io.byteleap.node.Health;
import io.byteleap.node.ListenAddress;
import io.byteleap.node.Metrics;
import io.byteleap.node.NodeExit;
import io.byteleap.node.ServiceKeeper;
import io.byteleap.node.ServiceNotice;
import io.byteleap.node.StatusServer;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.projection.Projections;
import io.byteleap.persistence.read.JdbcRetention;
import io.byteleap.persistence.read.JdbcVerifiedWork;
import io.byteleap.transport.SynapseServer;
import io.byteleap.validator.api.Directory;
import io.byteleap.validator.api.Gate;
import io.byteleap.validator.api.Renting;
import io.byteleap.validator.challenge.ChallengeScheduler;
import io.byteleap.validator.challenge.OpeningLine;
import io.byteleap.validator.challenge.RoundTools;
import io.byteleap.validator.challenge.RoundVault;
import io.byteleap.validator.challenge.UnitKeeper;
import io.byteleap.validator.challenge.Verifier;
import io.byteleap.validator.cluster.ClusterEntry;
import io.byteleap.validator.cluster.ClusterMembers;
import io.byteleap.validator.cluster.ClusterWatch;
import io.byteleap.validator.enrolment.HubTokens;
import io.byteleap.validator.enrolment.TokenDeskActor;
import io.byteleap.validator.gateway.GatewayMeters;
import io.byteleap.validator.gateway.GatewayServer;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.validator.peer.PeerHandler;
import io.byteleap.validator.peer.PeerWitness;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.validator.presence.ServingKeeper;
import io.byteleap.validator.record.Records;
import io.byteleap.validator.weights.ChallengeRanking;
import io.byteleap.validator.weights.RoundListener;
import io.byteleap.validator.weights.WeightAlarm;
import io.byteleap.validator.weights.WeightKeeper;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.SingletonActor;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.projection.ProjectionBehavior;

/// Wires the validator together and starts it in order: the way into the cluster, the chain, the
/// ledgers and rounds, what keeps time (serving, challenges, scores), the status endpoints; once it
/// is a member of its cluster, the door for miners, and then the chain hears where that is. A door
/// that cannot be opened stops the node.
public final class ValidatorGuardian {
  private static final Duration UNBIND_MAX = Duration.ofSeconds(3);

  sealed interface Command {}

  private record Joined() implements Command {}

  private record PeersBound(ServerBinding binding) implements Command {}

  private record StatusBound(ServerBinding binding) implements Command {}

  private record GatewayBound(GatewayServer.Bound doors) implements Command {}

  private record NotBound(String what, Throwable failure) implements Command {}

  /// What the node stands on; `gateways` sign tokens when the hub gives none.
  public record Parts(
      ValidatorConfig config,
      Signer signer,
      Database database,
      ChainSource chain,
      Gate.AdminSecrets adminSecrets,
      Gateways gateways,
      NodeExit exit) {}

  private final ActorContext<Command> context;
  private final Parts parts;
  private final ValidatorConfig config;
  private final Hotkey own;
  private final InstantSource clock = InstantSource.system();
  private final SecureRandom random = new SecureRandom();
  private final SubnetView subnet = new SubnetView();
  private final Health health = Health.dependingOn(AxonKeeper.DEPENDENCY, "chain", "database");
  private final HubTokens hubTokens = new HubTokens();
  private final Metrics metrics = Metrics.ofNode();
  private final ValidatorMetrics figures = ValidatorMetrics.in(metrics.registry(), clock);
  private final ValidatorHub hub;

  private ValidatorGuardian(ActorContext<Command> context, Parts parts) {
    this.context = context;
    this.parts = parts;
    this.config = parts.config();
    this.own = parts.signer().hotkey();
    this.hub =
        new ValidatorHub(
            context,
            parts,
            new ValidatorHub.Node(subnet, health, hubTokens, metrics, clock, random));
  }

  public static Behavior<Command> create(Parts parts) {
    return Behaviors.setup(context -> new ValidatorGuardian(context, parts).starting());
  }

  private Behavior<Command> starting() {
    enterCluster();
    var chain = spawnChain();
    var exact = exact();
    var verifiers = context.spawn(Verifier.pool(config.validation().verifiers()), "verifiers");
    var journeys =
        new ValidatorEntities(
                context.getSystem(), own, config, hub.policy(), figures, clock, random)
            .start(verifiers, exact, this::spawnTokenDesk);
    keepTime(journeys, exact.units(), chain);
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Joined() -> joined(journeys);
              case PeersBound(var binding) -> open(binding, chain);
              case StatusBound(var binding) -> statusBound(binding);
              case GatewayBound(var doors) -> gatewayBound(doors);
              case NotBound(var what, var failure) -> stop(what, failure);
            });
  }

  /// What this process keeps for challenges of version 2, and the book of all units.
  private RoundTools.Exact exact() {
    var pool =
        context
            .getSystem()
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig(Verifier.DISPATCHER));
    var vault =
        new RoundVault(
            () ->
                new RoundVault.Rhythm(
                    hub.policy().challengeInterval(), config.validation().exact().life()),
            pool,
            config.validation().verifiers(),
            random);
    return new RoundTools.Exact(
        vault,
        new OpeningLine(pool),
        singleton("units", UnitKeeper.create(subnet, figures, clock)));
  }

  private void enterCluster() {
    var system = context.getSystem();
    var cluster = config.cluster();
    ClusterMembers.of(system).measuredIn(metrics.registry());
    ClusterEntry.explainDowning(system, parts.exit());
    ClusterEntry.join(system, cluster, context.messageAdapter(SelfUp.class, _ -> new Joined()));
    if (cluster.isShared()) {
      var standstill = ClusterEntry.watched(cluster);
      parts.database().refuseWhen(standstill::refusal);
      context.spawn(
          ClusterWatch.create(
              cluster, standstill, new ClusterWatch.Listeners(health, parts.exit()), clock),
          "cluster");
    }
  }

  private Behavior<Command> joined(PeerHandler.Journeys journeys) {
    bindPeers(journeys);
    return Behaviors.same();
  }

  private ActorRef<TokenDeskActor.Command> spawnTokenDesk(Entities<ScoringEntity.Command> ledgers) {
    var settings =
        new TokenDeskActor.Settings(
            ledgers,
            hubTokens.orElse(parts.gateways().issuer()),
            config.enrolment().perMiner(),
            metrics.registry(),
            clock);
    return context.spawn(
        Behaviors.supervise(TokenDeskActor.create(settings))
            .onFailure(SupervisorStrategy.restart()),
        "enrolment-tokens");
  }

  private ActorRef<ChainWatcher.Command> spawnChain() {
    var interval = config.metagraph().syncInterval();
    context.spawn(ChainHealth.create(health, interval), "chain-health");
    return context.spawn(
        Behaviors.supervise(
                ChainWatcher.create(
                    parts.chain().start(context),
                    new ChainWatcher.Settings(own, interval, subnet, random)))
            .onFailure(SupervisorStrategy.restart()),
        "chain",
        DispatcherSelector.blocking());
  }

  private void bindPeers(PeerHandler.Journeys journeys) {
    var system = context.getSystem();
    var rules = new PeerHandler.Handshakes(parts.signer(), config.security().handshake(), figures);
    var server =
        new SynapseServer(
            system,
            parts.signer(),
            this::refusal,
            new DatabaseGate(new PeerHandler(journeys, rules, witness(), system, clock), health),
            clock);
    pipe(
        "miners at " + config.host() + ":" + config.port() + " (host, port)",
        server
            .bind(config.host(), config.port())
            .thenApply(binding -> binding.addToCoordinatedShutdown(UNBIND_MAX, system)),
        PeersBound::new);
  }

  private PeerWitness witness() {
    return Records.start(
        context, parts.database().dataSource(), config.communication(), metrics.registry(), clock);
  }

  private Optional<String> refusal(Hotkey caller) {
    return subnet.metagraph().of(caller).isPresent()
        ? Optional.empty()
        : Optional.of("hotkey_not_in_metagraph");
  }

  private void keepTime(
      PeerHandler.Journeys journeys,
      ActorRef<UnitKeeper.Command> units,
      ActorRef<ChainWatcher.Command> chain) {
    var serving =
        singleton(
            "serving",
            ServingKeeper.create(clock, config.weightManagement().availability().servingMinimum()));
    var ranking =
        new ChallengeRanking(
            new JdbcVerifiedWork(parts.database().dataSource()),
            context.getSystem().dispatchers().lookup(DispatcherSelector.blocking()));
    var rounds = hub.start(journeys.ledgers(), this::singleton);
    var weights = singleton("weights", weightKeeper(journeys, serving, chain, ranking, rounds));
    singleton(
        "challenges",
        ChallengeScheduler.create(
            new ChallengeScheduler.Settings(
                own, hub.policy()::challengeInterval, hub.policy()::capability, subnet),
            new ChallengeScheduler.Musters(
                config.validation().exact().musters(), units, clock, random),
            journeys.ledgers(),
            journeys.rounds()));
    startProjections();
    context.spawn(
        DatabaseHealth.create(health, parts.database()),
        "database-health",
        DispatcherSelector.blocking());
    context.spawn(
        HistoryRetention.create(
            new JdbcRetention(parts.database().dataSource(), Projections.readers()),
            config.ages(),
            clock),
        "history-retention",
        DispatcherSelector.blocking());
    bindStatus(
        new Directory.Owners(journeys.ledgers(), serving, weights, units, ranking),
        startGateway(journeys.ledgers()));
  }

  private Renting startGateway(Entities<ScoringEntity.Command> ledgers) {
    return switch (parts.gateways().own()) {
      case ValidatorGateway.Off() -> new Renting.Off();
      case ValidatorGateway.On on -> {
        var pool = parts.database().dataSource();
        var started =
            ValidatorGateway.start(
                on,
                new ValidatorGateway.Node(
                    context.getSystem(),
                    pool,
                    ledgers,
                    new GatewayMeters(metrics.registry()),
                    clock,
                    random));
        singleton("rentals", started.keeper());
        var doors = on.config().doors();
        pipe(
            "workers at " + doors.enrolment() + " and " + doors.sessions() + " (gateway)",
            started.bind(context.spawn(SpawnProtocol.create(), "gateway-sessions")),
            GatewayBound::new);
        yield started.renting();
      }
    };
  }

  private Behavior<Command> gatewayBound(GatewayServer.Bound doors) {
    context
        .getLog()
        .info(
            "gateway open, enrolment={}, sessions={}",
            address(doors.enrolment()),
            address(doors.sessions()));
    return Behaviors.same();
  }

  private Behavior<Command> open(ServerBinding peers, ActorRef<ChainWatcher.Command> chain) {
    context.getLog().info("listening for miners, address={}", address(peers));
    context.spawn(
        AxonKeeper.create(new AxonKeeper.Settings(own, config.axon(), subnet), chain, health),
        "axon");
    return Behaviors.same();
  }

  private <C> ActorRef<C> singleton(String name, Behavior<C> behavior) {
    return ClusterSingleton.get(context.getSystem())
        .init(
            SingletonActor.of(
                Behaviors.supervise(behavior).onFailure(SupervisorStrategy.restart()), name));
  }

  private Behavior<WeightKeeper.Command> weightKeeper(
      PeerHandler.Journeys journeys,
      ActorRef<ServingKeeper.Command> serving,
      ActorRef<ChainWatcher.Command> chain,
      ChallengeRanking ranking,
      RoundListener rounds) {
    var weights = config.weightManagement();
    var settings =
        new WeightKeeper.Settings(
            own,
            weights.scoreInterval(),
            weights.submissionCheckInterval(),
            config.metagraph().weightUpdateTempo(),
            hub.policy()::scoring,
            rounds,
            subnet,
            figures,
            new WeightAlarm(health, figures, clock),
            clock);
    return WeightKeeper.create(
        settings, new WeightKeeper.Sources(journeys.ledgers(), serving, chain, ranking));
  }

  private void startProjections() {
    var projections = Projections.all(context.getSystem(), parts.database().dataSource());
    ShardedDaemonProcess.get(context.getSystem())
        .init(
            ProjectionBehavior.Command.class,
            "projections",
            projections.size(),
            projections::get,
            ProjectionBehavior.stopMessage());
  }

  private void bindStatus(Directory.Owners owners, Renting renting) {
    var system = context.getSystem();
    var directory =
        new Directory(
            owners, subnet, own, hub.policy()::scoring, figures, clock, system.scheduler());
    var api = new ValidatorApi(system, parts, clock, random).over(directory, renting);
    figures.followers(api::followers);
    var sources = new StatusServer.Sources(health, metrics, directory::summary);
    var address = config.status().address();
    pipe(
        "operators at " + address + " (status.host, status.port)",
        StatusServer.bind(
            system,
            address,
            sources,
            Directives.concat(api.routes(), ClusterMembers.of(system).route())),
        StatusBound::new);
  }

  private <B> void pipe(String what, CompletionStage<B> binding, Function<B, Command> bound) {
    context.pipeToSelf(
        binding,
        (value, failure) -> failure == null ? bound.apply(value) : new NotBound(what, failure));
  }

  private Behavior<Command> statusBound(ServerBinding binding) {
    context.getLog().info("listening for operators, address={}", address(binding));
    context.spawn(
        ServiceKeeper.create(ServiceNotice.of(System.getenv()), health), "service-keeper");
    return Behaviors.same();
  }

  private static ListenAddress address(ServerBinding binding) {
    var bound = binding.localAddress();
    return new ListenAddress(bound.getHostString(), bound.getPort());
  }

  private Behavior<Command> stop(String what, Throwable failure) {
    parts.exit().because("cannot listen for " + what + ": " + FailureCause.text(failure));
    return Behaviors.stopped();
  }
}
