package io.byteleap.validator;

import io.byteleap.actor.Entities;
import io.byteleap.actor.FailureCause;
import io.byteleap.chain.ChainSource;
import io.byteleap.chain.ChainWatcher;
import io.byteleap.chain.SubnetView;
import io.byteleap.config.Secret;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.keys.Signer;
import io.byteleap.node.ChainHealth;
import io.byteleap.node.Health;
import io.byteleap.node.ListenAddress;
import io.byteleap.node.Metrics;
import io.byteleap.node.NodeExit;
import io.byteleap.node.StatusServer;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.projection.Projections;
import io.byteleap.persistence.read.JdbcArchive;
import io.byteleap.persistence.read.JdbcHistory;
import io.byteleap.persistence.read.JdbcRetention;
import io.byteleap.persistence.read.JdbcVerifiedWork;
import io.byteleap.port.Archive;
import io.byteleap.port.TokenIssuer;
import io.byteleap.transport.SynapseServer;
import io.byteleap.validator.api.ApiRoutes;
import io.byteleap.validator.api.Directory;
import io.byteleap.validator.challenge.ChallengeScheduler;
import io.byteleap.validator.challenge.Verifier;
import io.byteleap.validator.enrolment.HubTokens;
import io.byteleap.validator.enrolment.TokenDeskActor;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.validator.peer.PeerHandler;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.validator.presence.ServingKeeper;
import io.byteleap.validator.weights.ChallengeRanking;
import io.byteleap.validator.weights.RoundListener;
import io.byteleap.validator.weights.RoundReplay;
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
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.SingletonActor;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.projection.ProjectionBehavior;

/// Wires the validator together and starts it in order: the chain, the ledgers and rounds, the door
/// for miners; once that is open, what keeps time (serving, challenges, scores) and the status
/// endpoints. A door that cannot be opened stops the node.
public final class ValidatorGuardian {
  private static final Duration UNBIND_MAX = Duration.ofSeconds(3);

  sealed interface Command {}

  private record PeersBound(ServerBinding binding) implements Command {}

  private record StatusBound(ServerBinding binding) implements Command {}

  private record NotBound(String what, Throwable failure) implements Command {}

  /// What the node stands on; `gateway` signs tokens when the hub gives none.
  public record Parts(
      ValidatorConfig config,
      Signer signer,
      Database database,
      ChainSource chain,
      Secret apiToken,
      TokenIssuer gateway,
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
    var cluster = Cluster.get(context.getSystem());
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    var chain = spawnChain();
    var verifiers = context.spawn(Verifier.pool(config.validation().verifiers()), "verifiers");
    var journeys =
        new ValidatorEntities(
                context.getSystem(), own, config, hub.policy(), figures, clock, random)
            .start(verifiers, this::spawnTokenDesk);
    bindPeers(journeys);
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case PeersBound(var binding) -> open(binding, journeys, chain);
              case NotBound(var what, var failure) -> stop(what, failure);
              case StatusBound _ -> Behaviors.unhandled();
            });
  }

  private ActorRef<TokenDeskActor.Command> spawnTokenDesk(Entities<ScoringEntity.Command> ledgers) {
    var settings =
        new TokenDeskActor.Settings(
            ledgers,
            hubTokens.orElse(parts.gateway()),
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
            new PeerHandler(journeys, rules, system.scheduler(), clock),
            clock);
    pipe(
        "miners at " + config.host() + ":" + config.port() + " (host, port)",
        server
            .bind(config.host(), config.port())
            .thenApply(binding -> binding.addToCoordinatedShutdown(UNBIND_MAX, system)),
        PeersBound::new);
  }

  private Optional<String> refusal(Hotkey caller) {
    return subnet.metagraph().of(caller).isPresent()
        ? Optional.empty()
        : Optional.of("hotkey_not_in_metagraph");
  }

  private Behavior<Command> open(
      ServerBinding peers, PeerHandler.Journeys journeys, ActorRef<ChainWatcher.Command> chain) {
    context.getLog().info("listening for miners, address={}", address(peers));
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
            journeys.ledgers(),
            journeys.rounds()));
    startProjections();
    context.spawn(
        DatabaseHealth.create(health, parts.database()),
        "database-health",
        DispatcherSelector.blocking());
    context.spawn(
        HistoryRetention.create(
            new JdbcRetention(parts.database().dataSource()),
            Duration.ofDays(config.database().eventRetentionDays()),
            clock),
        "history-retention",
        DispatcherSelector.blocking());
    bindStatus(new Directory.Owners(journeys.ledgers(), serving, weights, ranking));
    context.spawn(
        AxonKeeper.create(new AxonKeeper.Settings(own, config.axon(), subnet), chain, health),
        "axon");
    return running();
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

  private void bindStatus(Directory.Owners owners) {
    var system = context.getSystem();
    var directory =
        new Directory(
            owners, subnet, own, hub.policy()::scoring, figures, clock, system.scheduler());
    var blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    var pool = parts.database().dataSource();
    var book = new JdbcVerifiedWork(pool);
    var api =
        new ApiRoutes(
            directory,
            new ApiRoutes.Past(new JdbcHistory(pool), new RoundReplay(archive(), book)),
            parts.apiToken(),
            clock,
            random,
            blocking);
    var sources = new StatusServer.Sources(health, metrics, directory::summary);
    var address = config.status().address();
    pipe(
        "operators at " + address + " (status.host, status.port)",
        StatusServer.bind(system, address, sources, api.routes()),
        StatusBound::new);
  }

  private Archive archive() {
    return new JdbcArchive(
        parts.database().dataSource(),
        new JdbcArchive.Owners(WeightKeeper.ID.id(), miner -> ScoringEntity.idOf(miner).id()));
  }

  private void pipe(
      String what, CompletionStage<ServerBinding> binding, Function<ServerBinding, Command> bound) {
    context.pipeToSelf(
        binding,
        (value, failure) -> failure == null ? bound.apply(value) : new NotBound(what, failure));
  }

  private Behavior<Command> running() {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case StatusBound(var binding) -> statusBound(binding);
              case NotBound(var what, var failure) -> stop(what, failure);
              case PeersBound _ -> Behaviors.unhandled();
            });
  }

  private Behavior<Command> statusBound(ServerBinding binding) {
    context.getLog().info("listening for operators, address={}", address(binding));
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
