package io.byteleap.enrolment;

import io.byteleap.actor.Entities;
import io.byteleap.domain.challenge.ChallengeSpec.Patience;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.SizePolicy;
import io.byteleap.domain.presence.Whereabouts;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.fixture.Signers;
import io.byteleap.transport.SynapseServer;
import io.byteleap.validator.challenge.ChallengePolicy;
import io.byteleap.validator.challenge.ChallengeRound;
import io.byteleap.validator.challenge.RoundTools;
import io.byteleap.validator.challenge.Verifier;
import io.byteleap.validator.challenge.WorkPolicy.CpuPolicy;
import io.byteleap.validator.enrolment.EnrolmentProblem;
import io.byteleap.validator.enrolment.GatewayTokens;
import io.byteleap.validator.enrolment.GatewayUrl;
import io.byteleap.validator.enrolment.TokenDeskActor;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.validator.peer.MinerSession;
import io.byteleap.validator.peer.PeerHandler;
import io.byteleap.validator.presence.ScoringEntity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.apache.pekko.persistence.typed.PersistenceId;

/// The validator's door with everything behind it that a token passes, the journal in memory.
final class SigningValidator {
  static final Hotkey HOTKEY = Signers.ALICE.hotkey();
  static final String GATEWAY = "https://gateway.example:8443/v1/enroll";

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final AttemptLimit PLENTY = AttemptLimit.of(1_000, MINUTE);

  private final ActorTestKit kit;
  private final InstantSource clock = InstantSource.system();
  private final SecureRandom random = new SecureRandom();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ValidatorMetrics metrics = ValidatorMetrics.in(registry, clock);
  private final Entities<ScoringEntity.Command> ledgers;
  private final Endpoint endpoint;

  /// Makes its key and its public half in `folder`.
  SigningValidator(ActorTestKit kit, Path folder) throws EnrolmentProblem {
    this.kit = kit;
    this.ledgers = each(miner -> ScoringEntity.create(ledgerId(miner), miner, metrics, clock));
    var url = new GatewayUrl(GATEWAY);
    var gateway =
        GatewayTokens.open(
            new GatewayTokens.Gateway(HOTKEY, url, url.origin(), Duration.ofMinutes(5)),
            new GatewayTokens.KeyFiles(folder.resolve("key.pem"), folder.resolve("jwks.json")),
            clock,
            random);
    var tokens = new TokenDeskActor.Settings(ledgers, gateway, PLENTY, registry, clock);
    var journeys =
        new PeerHandler.Journeys(
            each(this::session), ledgers, each(rounds()), kit.spawn(TokenDeskActor.create(tokens)));
    var rules = new PeerHandler.Handshakes(Signers.ALICE, HandshakePolicy.STRICT, metrics);
    var handler = new PeerHandler(journeys, rules, kit.system(), clock);
    int port =
        new SynapseServer(kit.system(), Signers.ALICE, _ -> Optional.empty(), handler, clock)
            .bind("127.0.0.1", 0)
            .thenApply(ServerBinding::localAddress)
            .toCompletableFuture()
            .join()
            .getPort();
    this.endpoint = new Endpoint("127.0.0.1", port);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  Whereabouts whereabouts(Hotkey miner, String worker) {
    return AskPattern.<ScoringEntity.Command, ScoringEntity.Found>ask(
            ledgers.of(miner),
            replyTo -> new ScoringEntity.Find(new WorkerId(worker), replyTo),
            MINUTE,
            kit.scheduler())
        .toCompletableFuture()
        .join()
        .where();
  }

  /// All that is stored of a miner.
  List<Object> stored(Hotkey miner) {
    return Stream.concat(
            PersistenceTestKit.create(kit.system())
                .persistedInStorage(ledgerId(miner).id())
                .stream(),
            PersistenceTestKit.create(kit.system())
                .persistedInStorage(roundId(miner).id())
                .stream())
        .toList();
  }

  /// All figures, with names and tags.
  String figures() {
    return registry.getMetersAsString();
  }

  private Behavior<MinerSession.Command> session(Hotkey miner) {
    return MinerSession.create(
        miner, new MinerSession.Settings(HOTKEY, PLENTY, metrics, clock, random));
  }

  private Function<Hotkey, Behavior<ChallengeRound.Command>> rounds() {
    var policy =
        new ChallengePolicy(
            new CpuPolicy(new SizePolicy(100, 0), 1, new TargetPolicy(5, 0)),
            new Patience(MINUTE, MINUTE, MINUTE, MINUTE));
    var tools =
        RoundTools.ofVersion1(
            () -> policy, kit.spawn(Verifier.pool(1)), kit.system(), metrics, clock, random);
    return miner -> ChallengeRound.create(roundId(miner), miner, tools);
  }

  private static PersistenceId ledgerId(Hotkey miner) {
    return PersistenceId.of("ledger", miner.value());
  }

  private static PersistenceId roundId(Hotkey miner) {
    return PersistenceId.of("round", miner.value());
  }

  /// One actor a hotkey, as the cluster would have it.
  private <C> Entities<C> each(Function<Hotkey, Behavior<C>> behavior) {
    Map<Hotkey, ActorRef<C>> started = new ConcurrentHashMap<>();
    return miner -> started.computeIfAbsent(miner, hotkey -> kit.spawn(behavior.apply(hotkey)));
  }
}
