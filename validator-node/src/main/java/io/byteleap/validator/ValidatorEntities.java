package io.byteleap.validator;

import io.byteleap.actor.Entities;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.validator.challenge.ChallengeRound;
import io.byteleap.validator.challenge.RoundTools;
import io.byteleap.validator.challenge.Verifier;
import io.byteleap.validator.enrolment.TokenDeskActor;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.validator.peer.MinerSession;
import io.byteleap.validator.peer.PeerHandler;
import io.byteleap.validator.policy.PolicyView;
import io.byteleap.validator.presence.ScoringEntity;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;

/// The actors of which each miner has one, somewhere in the cluster: its sessions, its ledger, its
/// round of challenges.
final class ValidatorEntities {
  private final ClusterSharding sharding;
  private final Hotkey own;
  private final ValidatorConfig config;
  private final PolicyView policy;
  private final ValidatorMetrics metrics;
  private final InstantSource clock;
  private final SecureRandom random;

  ValidatorEntities(
      ActorSystem<?> system,
      Hotkey own,
      ValidatorConfig config,
      PolicyView policy,
      ValidatorMetrics metrics,
      InstantSource clock,
      SecureRandom random) {
    this.sharding = ClusterSharding.get(system);
    this.own = own;
    this.config = config;
    this.policy = policy;
    this.metrics = metrics;
    this.clock = clock;
    this.random = random;
  }

  /// `tokens` opens the desk for enrolment tokens, given the ledgers.
  PeerHandler.Journeys start(
      ActorRef<Verifier.Verify> verifiers,
      RoundTools.Exact exact,
      Function<Entities<ScoringEntity.Command>, ActorRef<TokenDeskActor.Command>> tokens) {
    var tools = new RoundTools(policy::challenges, verifiers, exact, metrics, clock, random);
    Entities<ScoringEntity.Command> ledgers =
        entities(
            ScoringEntity.TYPE_KEY, (id, miner) -> ScoringEntity.create(id, miner, metrics, clock));
    return new PeerHandler.Journeys(
        entities(MinerSession.TYPE_KEY, (_, miner) -> session(miner)),
        ledgers,
        entities(ChallengeRound.TYPE_KEY, (id, miner) -> ChallengeRound.create(id, miner, tools)),
        tokens.apply(ledgers));
  }

  private Behavior<MinerSession.Command> session(Hotkey miner) {
    var limit = config.security().rateLimit();
    return MinerSession.create(
        miner,
        new MinerSession.Settings(
            own,
            AttemptLimit.of(limit.maxRequests(), limit.windowSeconds()),
            metrics,
            clock,
            random));
  }

  @FunctionalInterface
  private interface EntityMaker<C> {
    Behavior<C> make(PersistenceId id, Hotkey hotkey);
  }

  private <C> Entities<C> entities(EntityTypeKey<C> key, EntityMaker<C> maker) {
    sharding.init(
        Entity.of(
            key,
            entity ->
                maker.make(
                    PersistenceId.of(key.name(), entity.getEntityId()),
                    new Hotkey(entity.getEntityId()))));
    return hotkey -> sharding.entityRefFor(key, hotkey.value());
  }
}
