package io.byteleap.simulation.actors;

import io.byteleap.actor.Entities;
import io.byteleap.actor.Questions;
import io.byteleap.chain.ChainWatcher;
import io.byteleap.chain.SubnetView;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.enrolment.TokenDesk;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.lease.LeasePublication;
import io.byteleap.domain.matrix.SizePolicy;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.domain.units.Label;
import io.byteleap.node.Health;
import io.byteleap.port.TokenIssuer;
import io.byteleap.simulation.Call;
import io.byteleap.simulation.Hub;
import io.byteleap.simulation.World;
import io.byteleap.transport.SynapseCall;
import io.byteleap.transport.SynapseClient;
import io.byteleap.validator.challenge.ChallengePolicy;
import io.byteleap.validator.challenge.ChallengeRound;
import io.byteleap.validator.challenge.ChallengeScheduler;
import io.byteleap.validator.challenge.MusterPlan;
import io.byteleap.validator.challenge.RoundTools;
import io.byteleap.validator.challenge.Verifier;
import io.byteleap.validator.challenge.WorkPolicy.CpuPolicy;
import io.byteleap.validator.enrolment.TokenDeskActor;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.validator.peer.MinerSession;
import io.byteleap.validator.peer.PeerHandler;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.validator.presence.ServingKeeper;
import io.byteleap.validator.weights.ChallengeRanking;
import io.byteleap.validator.weights.WeightAlarm;
import io.byteleap.validator.weights.WeightKeeper;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.EnrolToken;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;

/// One process of a validator, wired as the node wires itself, but for what is not simulated: the
/// cluster (each miner's actors are there as soon as somebody asks for them, as sharding has it),
/// the HTTP doors, the database and what only shows things.
final class ValidatorLife {
  private static final Duration CHAIN_INTERVAL = Duration.ofSeconds(30);
  private static final Duration PUBLISH_PATIENCE = Duration.ofSeconds(10);
  private static final AttemptLimit REQUESTS = AttemptLimit.of(150, Duration.ofSeconds(30));
  private static final AttemptLimit TOKENS = AttemptLimit.of(200, Duration.ofSeconds(60));
  private static final int MATRIX_SIZE = 100;
  private static final TargetPolicy TARGETS = new TargetPolicy(2, 0.02);
  private static final int VERIFIERS = 2;

  private final ValidatorActors validator;
  private final World world;
  private final Ground ground;
  private final SubnetView subnet = new SubnetView();
  private final ValidatorMetrics metrics;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Entities<ScoringEntity.Command> ledgers;
  private final PeerHandler handler;

  ValidatorLife(ValidatorActors validator, Ground ground) {
    this.validator = validator;
    this.world = validator.world();
    this.ground = ground;
    var clock = ground.clock();
    this.metrics = ValidatorMetrics.in(registry, clock);
    var chain =
        spawn(
            "chain",
            ChainWatcher.create(
                new ChainEdge(world),
                new ChainWatcher.Settings(
                    validator.hotkey(), CHAIN_INTERVAL, subnet, validator.random())));
    var verifiers =
        ground.spawn(validator.sabotage().verifiers(Verifier.pool(VERIFIERS)), "verifiers");
    this.ledgers = entities("ledger", this::ledger);
    Entities<ChallengeRound.Command> rounds =
        entities("round", (id, miner) -> round(id, miner, verifiers));
    var tokens =
        spawn(
            "tokens",
            TokenDeskActor.create(
                new TokenDeskActor.Settings(ledgers, issuer(), TOKENS, registry, clock)));
    this.handler =
        new PeerHandler(
            new PeerHandler.Journeys(
                entities("session", (_, miner) -> session(miner)), ledgers, rounds, tokens),
            new PeerHandler.Handshakes(validator.signer(), HandshakePolicy.STRICT, metrics),
            new DoorAudit(validator, ground.pump()),
            ground.system(),
            clock);
    keepTime(rounds, chain);
  }

  private void keepTime(
      Entities<ChallengeRound.Command> rounds, ActorRef<ChainWatcher.Command> chain) {
    var scores = world.scenario().pace().scores();
    var clock = ground.clock();
    var serving = spawn("serving", ServingKeeper.create(clock, scores.servingMin()));
    var settings =
        new WeightKeeper.Settings(
            validator.hotkey(),
            scores.round(),
            scores.look(),
            validator.sabotage().tempo(scores.tempo()),
            world.scenario()::policy,
            (round, assessments) ->
                ground.pump().guarded(() -> validator.scored(round, assessments)),
            subnet,
            metrics,
            new WeightAlarm(Health.dependingOn("chain"), metrics, clock),
            clock);
    var ranking =
        new ChallengeRanking(validator.work()::between, task -> ground.pump().add(ground, task));
    spawn(
        "weights",
        WeightKeeper.create(settings, new WeightKeeper.Sources(ledgers, serving, chain, ranking)));
    spawn(
        "challenges",
        ChallengeScheduler.create(
            new ChallengeScheduler.Settings(
                validator.hotkey(),
                world.scenario().pace().challenges()::interval,
                () -> "cpu_matrix",
                subnet),
            new ChallengeScheduler.Musters(
                new MusterPlan.Off(),
                ground.system().ignoreRef(),
                ground.clock(),
                validator.random()),
            ledgers,
            rounds));
  }

  private <C> ActorRef<C> spawn(String name, Behavior<C> behavior) {
    return ground.spawn(
        Behaviors.supervise(behavior).onFailure(SupervisorStrategy.restart()), name);
  }

  @FunctionalInterface
  private interface Maker<C> {
    Behavior<C> make(PersistenceId id, Hotkey hotkey);
  }

  private <C> Entities<C> entities(String kind, Maker<C> maker) {
    Map<Hotkey, ActorRef<C>> awake = new HashMap<>();
    return hotkey -> {
      var known = awake.get(hotkey);
      if (known != null) {
        return known;
      }
      var made =
          ground.spawn(
              maker.make(PersistenceId.of(kind, hotkey.value()), hotkey),
              kind + "-" + hotkey.value());
      awake.put(hotkey, made);
      return made;
    };
  }

  private Behavior<ScoringEntity.Command> ledger(PersistenceId id, Hotkey miner) {
    return Overheard.by(
        ScoringEntity.Command.class,
        command -> {
          if (command instanceof ScoringEntity.Heartbeat(var report, _)) {
            validator.with(miner).reported(report);
          }
        },
        ScoringEntity.create(id, miner, metrics, ground.clock()));
  }

  private Behavior<ChallengeRound.Command> round(
      PersistenceId id, Hotkey miner, ActorRef<Verifier.Verify> verifiers) {
    var policy =
        new ChallengePolicy(
            new CpuPolicy(new SizePolicy(MATRIX_SIZE, 0), 1, TARGETS),
            world.scenario().pace().challenges().patience());
    var tools =
        RoundTools.ofVersion1(
            () -> policy, verifiers, ground.system(), metrics, ground.clock(), validator.random());
    return Behaviors.setup(
        _ -> {
          if (validator.deals(miner)) {
            validator.with(miner).roundBegins();
          }
          return ChallengeRound.create(id, miner, tools);
        });
  }

  private Behavior<MinerSession.Command> session(Hotkey miner) {
    return MinerSession.create(
        miner,
        new MinerSession.Settings(
            validator.hotkey(), REQUESTS, metrics, ground.clock(), validator.random()));
  }

  private TokenIssuer issuer() {
    return _ -> {
      var reply = new CompletableFuture<TokenIssuer.Reply>();
      world.subnet().gateway().issue((word, token) -> reply.complete(reply(word, token)));
      return reply;
    };
  }

  private static TokenIssuer.Reply reply(TokenDesk.Word word, Optional<Call.Token> token) {
    return switch (word) {
      case TokenDesk.Issued() ->
          new TokenIssuer.Issued(
              new EnrolGrant(new EnrolToken(token.orElseThrow().reveal()), "", ""));
      case TokenDesk.Pending(var tryAgainIn) -> new TokenIssuer.Pending(tryAgainIn);
      case TokenDesk.Refused(var says) -> new TokenIssuer.Refused(Label.of(says));
      case TokenDesk.NoIssuer(), TokenDesk.Failed() -> new TokenIssuer.NotConnected();
    };
  }

  /// As the door does it: who is not in the subnet is turned away there.
  void receive(SynapseCall call, Consumer<SynapseClient.Result> then) {
    if (subnet.metagraph().of(call.caller()).isEmpty()) {
      then.accept(new SynapseClient.Rejected(403, "hotkey_not_in_metagraph"));
      return;
    }
    CompletionStage<SynapseClient.Result> response =
        handler.handle(call).thenApply(SynapseClient.Answered::new);
    var _ =
        response
            .exceptionally(failure -> new SynapseClient.Rejected(500, String.valueOf(failure)))
            .thenAccept(then);
  }

  /// Until a ledger has taken what the hub says, the hub's next word is waited for.
  void publish(Dealing with, List<Hub.Word> words, LeasePublication publication) {
    with.publishing(words);
    Function<ActorRef<ScoringEntity.Published>, ScoringEntity.Command> question =
        replyTo -> new ScoringEntity.Publish(publication, replyTo);
    var _ =
        new Questions(ground.system(), PUBLISH_PATIENCE)
            .ask(ledgers.of(with.miner().hotkey()), question)
            .thenAccept(_ -> ground.pump().guarded(with::published));
  }

  void kill() {
    ground.kill();
  }
}
