package io.byteleap.validator.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.actor.Entities;
import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.challenge.ChallengeSpec.Patience;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.SizePolicy;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.HonestWorker;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.keys.Signer;
import io.byteleap.persistence.inventory.Exchange;
import io.byteleap.port.TokenIssuer;
import io.byteleap.transport.SynapseClient;
import io.byteleap.transport.SynapseServer;
import io.byteleap.validator.challenge.ChallengePolicy;
import io.byteleap.validator.challenge.ChallengeRound;
import io.byteleap.validator.challenge.RoundTools;
import io.byteleap.validator.challenge.Verifier;
import io.byteleap.validator.challenge.WorkPolicy.CpuPolicy;
import io.byteleap.validator.enrolment.TokenDeskActor;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.fixture.TestMiner;
import io.byteleap.validator.fixture.TestMiner.Refused;
import io.byteleap.validator.fixture.TestMiner.Said;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.EnrolToken;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.HeartbeatData;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.validator.PlainError;
import io.byteleap.wire.validator.SynapseType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The door for miners over real HTTP, with the actors behind it, and a miner that speaks the
/// protocol. Every test's miner has a hotkey of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PeerHandlerTest {
  private static final Hotkey VALIDATOR = Signers.ALICE.hotkey();
  private static final Signer STRANGER = Signers.of("5Stranger");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ChallengePolicy POLICY =
      new ChallengePolicy(
          new CpuPolicy(new SizePolicy(100, 0), 1, new TargetPolicy(5, 0)),
          new Patience(
              PATIENCE, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1)));

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofRealTime());
  private final RandomGenerator random = Seeds.generator(21);
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final InstantSource clock = () -> Instant.now().plus(ahead.get());
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ValidatorMetrics metrics = ValidatorMetrics.in(registry, clock);
  private final ActorRef<Verifier.Verify> verifiers = kit.spawn(Verifier.pool(1));
  private final Entities<MinerSession.Command> sessions = each(this::session);
  private final Entities<ScoringEntity.Command> ledgers =
      each(miner -> ScoringEntity.create(id("ledger", miner), miner, metrics, clock));
  private final Entities<ChallengeRound.Command> rounds = each(this::round);
  private final ActorRef<ScoringEntity.Command> gone = kit.spawn(Behaviors.ignore());
  private volatile Function<TokenIssuer.Order, TokenIssuer.Reply> issued =
      _ -> new TokenIssuer.NotConnected();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
  private final PeerWitness witness =
      new PeerWitness() {
        @Override
        public void heard(Hotkey miner, HeartbeatData data, Instant at) {
          data.workers().forEach(worker -> heard.add(miner + ":" + worker.workerId()));
        }

        @Override
        public void exchanged(Supplier<Exchange> exchange) {
          exchanges.add(exchange.get());
        }
      };
  private int port;

  @BeforeAll
  void bind() {
    kit.stop(gone);
    var tokens =
        new TokenDeskActor.Settings(
            this::ledgerOf,
            order -> CompletableFuture.completedStage(issued.apply(order)),
            AttemptLimit.of(100, Duration.ofMinutes(1)),
            registry,
            clock);
    var journeys =
        new PeerHandler.Journeys(
            sessions, this::ledgerOf, rounds, kit.spawn(TokenDeskActor.create(tokens)));
    var rules = new PeerHandler.Handshakes(Signers.ALICE, HandshakePolicy.STRICT, metrics);
    var server =
        new SynapseServer(
            kit.system(),
            Signers.ALICE,
            caller ->
                caller.equals(STRANGER.hotkey())
                    ? Optional.of("hotkey_not_in_metagraph")
                    : Optional.empty(),
            new PeerHandler(journeys, rules, witness, kit.system(), clock),
            clock);
    port =
        server
            .bind("127.0.0.1", 0)
            .thenApply(ServerBinding::localAddress)
            .toCompletableFuture()
            .join()
            .getPort();
  }

  @AfterAll
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void heartbeat_isTaken_andCounted() {
    var session = miner("5Beats").session();

    assertThat(session.heartbeat("w-1", "w-2"))
        .isInstanceOfSatisfying(
            Answer.HeartbeatTaken.class,
            taken -> {
              assertThat(taken.message()).isEqualTo("Processed heartbeat for 2 workers");
              assertThat(taken.workersProcessed()).isEqualTo(2);
            });
    assertThat(registry.get("byteleap.workers.online").gauge().value()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void token_isGivenForAWorkerThatIsPresent_inTheShapesOfTheProtocol() {
    var session = miner("5Enrols").session();
    session.heartbeat("w-1");
    var grant = new EnrolGrant(new EnrolToken("t.o.k"), "2030-01-01T00:00:00Z", "https://g/e");

    assertThat(session.call(SynapseType.ENROL_TOKEN, new Payload.EnrolTokenQuery("w-1")))
        .isEqualTo(denied("w-1", 1003, "this validator hands out no enrolment tokens"));
    issued = _ -> new TokenIssuer.Pending(Duration.ofMillis(4_001));
    assertThat(session.call(SynapseType.ENROL_TOKEN, new Payload.EnrolTokenQuery("w-1")))
        .isEqualTo(new Said(new Answer.EnrolTokenPending("w-1", 5)));
    issued = _ -> new TokenIssuer.Refused(Label.of("no more quota"));
    assertThat(session.call(SynapseType.ENROL_TOKEN, new Payload.EnrolTokenQuery("w-1")))
        .isEqualTo(denied("w-1", 1003, "no more quota"));
    issued = _ -> new TokenIssuer.Issued(grant);
    assertThat(session.call(SynapseType.ENROL_TOKEN, new Payload.EnrolTokenQuery("w-1")))
        .isEqualTo(new Said(new Answer.EnrolTokenGiven("w-1", grant)));
  }

  @Test
  void witness_isToldOfHeartbeats_andOfWhatIsSaid_butNotOfTokens() {
    var session = miner("5Seen").session();
    var hotkey = Signers.of("5Seen").hotkey();
    var grant = new EnrolGrant(new EnrolToken("h.i.d"), "2030-01-01T00:00:00Z", "https://g/e");
    issued = _ -> new TokenIssuer.Issued(grant);

    session.heartbeat("w-1");
    session.call(SynapseType.ENROL_TOKEN, new Payload.EnrolTokenQuery("w-1"));

    assertThat(heard).contains(hotkey + ":w-1");
    assertThat(exchanges.stream().filter(each -> each.miner().equals(hotkey)))
        .extracting(each -> each.type() + " " + each.outcome())
        .containsExactly("HEARTBEAT ANSWERED", "ENROL_TOKEN ANSWERED");
    assertThat(exchanges)
        .anySatisfy(each -> assertThat(each.answer()).contains("Processed heartbeat for 1"))
        .anySatisfy(each -> assertThat(each.answer()).isEqualTo("a token for worker w-1"))
        .allSatisfy(each -> assertThat(each.answer()).doesNotContain("h.i.d"));
  }

  @Test
  void token_isNotGivenForWorkersThatAreNotThere_orAreAnotherMiners() {
    miner("5Owner").session().heartbeat("w-owned");
    var session = miner("5Thief").session();
    session.heartbeat("w-1");

    for (String worker : List.of("w-owned", "w-2")) {
      assertThat(session.call(SynapseType.ENROL_TOKEN, new Payload.EnrolTokenQuery(worker)))
          .isEqualTo(denied(worker, 1000, "no heartbeat of this miner has named the worker"));
    }
    assertThat(session.call(SynapseType.ENROL_TOKEN, new Payload.EnrolTokenQuery("a b")))
        .isInstanceOfSatisfying(
            Said.class,
            said ->
                assertThat(said.answer())
                    .isInstanceOfSatisfying(
                        Answer.EnrolTokenDenied.class,
                        denied -> assertThat(denied.code()).isEqualTo(1000)));
  }

  private static Said denied(String worker, int code, String why) {
    return new Said(new Answer.EnrolTokenDenied(worker, code, Label.of(why)));
  }

  @Test
  void challenge_goesThroughBothPhases() {
    var session = miner("5Works").session();
    session.heartbeat("w-1");
    assertThat(session.poll()).isEmpty();
    rounds
        .of(Signers.of("5Works").hotkey())
        .tell(new ChallengeRound.Issue(List.of(new Candidate(new WorkerId("w-1"), List.of()))));

    var challenge = Awaitility.await().until(session::poll, tasks -> !tasks.isEmpty()).getFirst();
    var worker = new HonestWorker(ChallengeParts.readMatrix(challenge.data()));
    var targets = session.commit(challenge, worker.commitment());
    var answer = session.prove(new ChallengeId(challenge.challengeId()), worker.opens(targets));

    assertThat(challenge.targetWorkerId()).isEqualTo("w-1");
    assertThat(challenge.timeoutSeconds()).isEqualTo(60);
    assertThat(answer).isEqualTo(new Answer.ProofQueued(challenge.challengeId()));
    Awaitility.await()
        .until(
            () ->
                registry.find("byteleap.challenges.ended").tag("outcome", "verified").counter()
                    != null);
  }

  @Test
  void whatTheProcessorRefuses_isAnAnswerInsideTheSession() {
    var session = miner("5Errs").session();
    var commitment = new HonestWorker(Samples.challenge("c", "w-1", random)).commitment();

    assertThat(
            session.call(
                SynapseType.CHALLENGE,
                new Payload.CommitmentData("no-such", "w-1", List.of(commitment))))
        .isEqualTo(
            new Said(new Answer.Failed("Challenge no-such not found or not accessible", 1006)));
    assertThat(
            session.call(SynapseType.CHALLENGE, new Payload.CommitmentData("c", "w-1", List.of())))
        .isEqualTo(
            new Said(new Answer.Failed("Missing challenge_id, worker_id, or commitments", 1006)));
  }

  @Test
  void handshakes_areRefusedWith4018() {
    var miner = miner("5Shakes");

    assertThat(miner.refusedHandshake("")).isEqualTo(refusal(4018, "Empty session init request"));
    assertThat(miner.refusedHandshake("{}"))
        .isEqualTo(refusal(4018, "miner_eph_pub32: is required"));
    assertThat(miner.refusedHandshake(miner.handshakeRequest(Instant.now().minusSeconds(600))))
        .isEqualTo(
            refusal(
                4018, "Handshake failed: created_at is more than 300 s from the validator's time"));
    for (int i = 0; i < 5; i++) {
      miner.session();
    }
    assertThat(miner.refusedHandshake(miner.handshakeRequest(Instant.now())))
        .isEqualTo(refusal(4018, "Handshake rate limit exceeded: 5 in 60s"));
    assertThat(registry.get("byteleap.handshakes.refused").counter().count())
        .isGreaterThanOrEqualTo(4);
  }

  @Test
  void requestsThatAreNoBoxes_areRefusedWith4015Or4011() {
    var session = miner("5Garbles").session();

    assertThat(session.send(SynapseType.HEARTBEAT, ""))
        .isEqualTo(new Refused(4015, "Session decryption failed: Empty synapse request data"));
    assertThat(session.send(SynapseType.HEARTBEAT, "{\"ver\":\"v2\"}"))
        .isEqualTo(
            new Refused(
                4011,
                "Malformed encrypted package: ver: unsupported protocol version, expected v1"));
    assertThat(
            session.send(SynapseType.TASK, session.seal(SynapseType.HEARTBEAT, Bytes.ofText("{}"))))
        .isEqualTo(new Refused(4011, "Decryption failed: WRONG_TYPE"));
  }

  @Test
  void payloadThatIsNoHeartbeat_isRefusedWith4015() {
    var session = miner("5Mumbles").session();
    var box = session.seal(SynapseType.HEARTBEAT, Bytes.ofText("{\"hotkey\":1}"));

    assertThat(session.send(SynapseType.HEARTBEAT, box))
        .isEqualTo(new Refused(4015, "Session decryption failed: workers: is required"));
  }

  @Test
  void boxThatIsSentTwice_isRefusedWith4020() {
    var session = miner("5Repeats").session();
    var box =
        session.seal(
            SynapseType.TASK,
            Bytes.ofText("{\"hotkey\":\"5Repeats\",\"request_type\":\"challenge\"}"));

    assertThat(session.send(SynapseType.TASK, box)).isInstanceOf(Said.class);
    assertThat(session.send(SynapseType.TASK, box))
        .isEqualTo(
            new Refused(4020, "SEQUENCE_ERROR:4020:Replay detected or sequence out of window"));
  }

  @Test
  void sessionOfAnotherMiner_isUnknown() {
    var box = miner("5Owns").session().seal(SynapseType.TASK, Bytes.ofText("{}"));
    var thief = miner("5Steals").session();

    assertThat(thief.send(SynapseType.TASK, box))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.code()).isEqualTo(4012));
  }

  @Test
  void sessionThatIsOver_isRefusedWith4012() {
    var session = miner("5Sleeps").session();

    ahead.set(SecureSession.LIFE);
    var heard = session.call(SynapseType.TASK, new Payload.TaskPoll("5Sleeps", clock.instant()));
    ahead.set(Duration.ZERO);

    assertThat(heard).isEqualTo(new Refused(4012, "Session not found or expired: " + session.id()));
  }

  @Test
  void requestsBeyondTheLimit_areRefusedWith1003() {
    var session = miner("5Hurries").session();
    var poll = new Payload.TaskPoll("5Hurries", clock.instant());
    for (int i = 0; i < 20; i++) {
      session.call(SynapseType.TASK, poll);
    }

    assertThat(session.call(SynapseType.TASK, poll)).isEqualTo(new Refused(1003, "rate_limited"));
    assertThat(
            registry
                .get("byteleap.requests")
                .tag("type", "task")
                .tag("outcome", "rate_limited")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void ledgerThatIsNotThere_isAnAnswerToo() {
    var session = miner("5Unlucky").session();

    assertThat(session.heartbeat("w-1"))
        .isEqualTo(new Answer.Failed("The validator could not process the request", 1001));
  }

  @Test
  void strangers_doNotComeIn_andAreCounted() {
    var result =
        new SynapseClient(kit.system(), STRANGER, "127.0.0.1", clock)
            .call(target(), SynapseType.HEARTBEAT, "{}", PATIENCE)
            .toCompletableFuture()
            .join();

    assertThat(result)
        .isEqualTo(
            new SynapseClient.Rejected(
                403, "Forbidden. Key is blacklisted: hotkey_not_in_metagraph."));
    assertThat(registry.get("byteleap.requests.turned.away").tag("status", "403").counter().count())
        .isEqualTo(1);
  }

  private TestMiner miner(String name) {
    var own = Signers.of(name);
    var client = new SynapseClient(kit.system(), own, "127.0.0.1", clock);
    return new TestMiner(
        own, VALIDATOR, (type, request) -> carried(client, type, request), clock, random);
  }

  private String carried(SynapseClient client, SynapseType type, String request) {
    var result = client.call(target(), type, request, PATIENCE).toCompletableFuture().join();
    return ((SynapseClient.Answered) result).response();
  }

  private SynapseClient.Target target() {
    return new SynapseClient.Target(new Endpoint("127.0.0.1", port), VALIDATOR);
  }

  private static PlainError refusal(int code, String says) {
    return new PlainError(says, code);
  }

  /// One miner's ledger is not there.
  private RecipientRef<ScoringEntity.Command> ledgerOf(Hotkey miner) {
    return miner.equals(Signers.of("5Unlucky").hotkey()) ? gone : ledgers.of(miner);
  }

  private Behavior<MinerSession.Command> session(Hotkey miner) {
    return MinerSession.create(
        miner,
        new MinerSession.Settings(
            VALIDATOR, AttemptLimit.of(20, Duration.ofSeconds(30)), metrics, clock, random));
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

  /// One actor a hotkey, as the cluster would have it.
  private <C> Entities<C> each(Function<Hotkey, Behavior<C>> behavior) {
    Map<Hotkey, ActorRef<C>> started = new ConcurrentHashMap<>();
    return miner -> started.computeIfAbsent(miner, hotkey -> kit.spawn(behavior.apply(hotkey)));
  }
}
