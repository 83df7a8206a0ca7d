package io.byteleap.validator.peer;

import io.byteleap.actor.Entities;
import io.byteleap.domain.challenge.ChallengeSpec.Patience;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.matrix.SizePolicy;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.transport.SynapseCall;
import io.byteleap.validator.challenge.ChallengePolicy;
import io.byteleap.validator.challenge.ChallengeRound;
import io.byteleap.validator.challenge.RoundTools;
import io.byteleap.validator.challenge.Verifier;
import io.byteleap.validator.challenge.WorkPolicy.CpuPolicy;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.wire.validator.SynapseType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;

/// A validator behind its door, without the network: what the handler makes of calls, with one
/// actor a miner behind it, at the time that the test says.
final class DoorOfVectors {
  private static final ChallengePolicy POLICY =
      new ChallengePolicy(
          new CpuPolicy(new SizePolicy(100, 0), 1, new TargetPolicy(5, 0)),
          new Patience(
              Duration.ofSeconds(10),
              Duration.ofMinutes(1),
              Duration.ofMinutes(1),
              Duration.ofMinutes(1)));

  private final AtomicReference<Instant> now = new AtomicReference<>(Samples.T0);
  private final InstantSource clock = now::get;
  private final RandomGenerator random = Seeds.generator(23);
  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofRealTime());
  private final ValidatorMetrics metrics = ValidatorMetrics.in(new SimpleMeterRegistry(), clock);
  private final ActorRef<Verifier.Verify> verifiers = kit.spawn(Verifier.pool(1));
  private final Entities<ScoringEntity.Command> ledgers;
  private final Entities<ChallengeRound.Command> rounds;
  private final PeerHandler handler;

  /// The door of `own`, which takes as many requests as `limit` says from each miner. Who proves
  /// its name in the handshake gets a proof of [Signers#ALICE].
  DoorOfVectors(Hotkey own, AttemptLimit limit) {
    ledgers = each(miner -> ScoringEntity.create(id("ledger", miner), miner, metrics, clock));
    rounds = each(this::round);
    Entities<MinerSession.Command> sessions =
        each(
            miner ->
                MinerSession.create(
                    miner, new MinerSession.Settings(own, limit, metrics, clock, random)));
    handler =
        new PeerHandler(
            new PeerHandler.Journeys(sessions, ledgers, rounds, kit.spawn(Behaviors.ignore())),
            new PeerHandler.Handshakes(Signers.ALICE, HandshakePolicy.COMPAT, metrics),
            kit.system(),
            clock);
  }

  String ask(Hotkey caller, SynapseType type, String request) {
    return handler.handle(new SynapseCall(type, caller, request)).toCompletableFuture().join();
  }

  InstantSource clock() {
    return clock;
  }

  void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  ActorTestKit kit() {
    return kit;
  }

  Entities<ScoringEntity.Command> ledgers() {
    return ledgers;
  }

  Entities<ChallengeRound.Command> rounds() {
    return rounds;
  }

  private Behavior<ChallengeRound.Command> round(Hotkey miner) {
    return ChallengeRound.create(
        id("round", miner),
        miner,
        RoundTools.ofVersion1(() -> POLICY, verifiers, kit.system(), metrics, clock, random));
  }

  private static PersistenceId id(String kind, Hotkey miner) {
    return PersistenceId.of(kind, miner.value());
  }

  private <C> Entities<C> each(Function<Hotkey, Behavior<C>> behavior) {
    Map<Hotkey, ActorRef<C>> started = new ConcurrentHashMap<>();
    return miner -> started.computeIfAbsent(miner, hotkey -> kit.spawn(behavior.apply(hotkey)));
  }
}
