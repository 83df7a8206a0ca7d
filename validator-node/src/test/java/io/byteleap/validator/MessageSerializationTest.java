package io.byteleap.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.actor.CborSerializable;
import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Muster;
import io.byteleap.domain.challenge.MusterId;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.challenge.Verdict;
import io.byteleap.domain.exact.Bell;
import io.byteleap.domain.exact.Envelope;
import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.exact.RoundTrip;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.exact.UnitBook;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.exact.UnitTerms;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.LeasePublication;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.lease.LeaseTerms;
import io.byteleap.domain.lease.LeaseVersion;
import io.byteleap.domain.policy.PolicyChanges;
import io.byteleap.domain.policy.PolicyValue;
import io.byteleap.domain.presence.AddressPenalty;
import io.byteleap.domain.presence.Availability;
import io.byteleap.domain.presence.Beats;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.presence.Whereabouts;
import io.byteleap.domain.rental.HandoverProof;
import io.byteleap.domain.rental.OrderKind;
import io.byteleap.domain.rental.Party;
import io.byteleap.domain.rental.Rental;
import io.byteleap.domain.rental.RentalEvent;
import io.byteleap.domain.rental.RentalId;
import io.byteleap.domain.rental.RentalTerms;
import io.byteleap.domain.scoring.ChallengeScore;
import io.byteleap.domain.scoring.ChallengeScores;
import io.byteleap.domain.scoring.ComponentWeights;
import io.byteleap.domain.scoring.MinerEvidence;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.scoring.MinerScore;
import io.byteleap.domain.scoring.ParticipationRule;
import io.byteleap.domain.scoring.ScoreBasis;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.scoring.WorkerScore;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.HandshakeProof;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.session.Opening;
import io.byteleap.domain.session.SealedBox;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Score;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.vm.GuestUser;
import io.byteleap.domain.vm.Handover;
import io.byteleap.domain.vm.ImageName;
import io.byteleap.domain.vm.PciAddress;
import io.byteleap.domain.vm.SignedHandover;
import io.byteleap.domain.vm.SshKey;
import io.byteleap.domain.vm.VmId;
import io.byteleap.domain.vm.VmSize;
import io.byteleap.domain.vm.VmStatus;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.fixture.HonestGpu;
import io.byteleap.fixture.HonestWorker;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.port.Devices;
import io.byteleap.validator.challenge.ChallengeRound;
import io.byteleap.validator.challenge.ChallengeScheduler;
import io.byteleap.validator.challenge.OpeningLine;
import io.byteleap.validator.challenge.UnitKeeper;
import io.byteleap.validator.challenge.Verifier;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.gateway.DeviceDesk;
import io.byteleap.validator.gateway.DeviceSession;
import io.byteleap.validator.gateway.RentalEntity;
import io.byteleap.validator.hub.HubLink;
import io.byteleap.validator.peer.MinerSession;
import io.byteleap.validator.policy.PolicyKeeper;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.validator.presence.ServingKeeper;
import io.byteleap.validator.weights.SubmissionPlan;
import io.byteleap.validator.weights.WeightKeeper;
import io.byteleap.wire.exact.UnitCommitment;
import io.byteleap.wire.exact.UnitOpening;
import io.byteleap.wire.exact.UnitRefusal;
import io.byteleap.wire.exact.UnitRows;
import io.byteleap.wire.hub.HubType;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every message that one actor of the cluster may send to another is read as it was written.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MessageSerializationTest {
  private static final Instant T0 = Samples.T0.plusNanos(123_456_789);
  private static final Hotkey MINER = new Hotkey("5Miner");
  private static final WorkerId WORKER = new WorkerId("w:1");
  private static final Candidate CANDIDATE =
      new Candidate(WORKER, Samples.profile("w:1").host().gpus());
  private static final MessageType TYPE = new MessageType("TASK_V1");
  private static final WorkerKeypair KEYPAIR = WorkerKeypair.draw();
  private static final RoundTrip A_WAY = new RoundTrip.AtMost(Duration.ofNanos(12_345_678));
  private static final UnitTerms ENVELOPED =
      new UnitTerms(
          3,
          new Envelope.Span(
              Duration.ofNanos(1_389_765_432), Duration.ofSeconds(29), Envelope.Judged.BOTH));
  private static final UnitName UNIT = new UnitName(MINER, WORKER, UnitId.CPU);
  private static final SessionId SESSION = new SessionId("s-1");

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofRealTime());
  private final RandomGenerator random = Seeds.generator(51);

  @AfterAll
  void stop() {
    kit.shutdownTestKit();
  }

  @ParameterizedTest
  @MethodSource("messages")
  void message_isReadAsItWasWritten(CborSerializable message) {
    assertThat(kit.serializationTestKit().verifySerialization(message, true)).isEqualTo(message);
  }

  @Test
  void everyMessage_isTested() {
    var tested = messages().map(Object::getClass).toList();

    for (Class<?> protocol :
        List.of(
            ChallengeRound.class,
            ChallengeScheduler.class,
            Verifier.class,
            OpeningLine.class,
            UnitKeeper.class,
            MinerSession.class,
            ScoringEntity.class,
            ServingKeeper.class,
            WeightKeeper.class,
            PolicyKeeper.class,
            HubLink.class,
            DeviceDesk.class,
            DeviceSession.class,
            RentalEntity.class)) {
      assertThat(tested).containsAll(messagesOf(protocol));
    }
  }

  private static List<Class<?>> messagesOf(Class<?> protocol) {
    return Arrays.stream(protocol.getDeclaredClasses())
        .filter(type -> type.isRecord() && Modifier.isPublic(type.getModifiers()))
        .filter(CborSerializable.class::isAssignableFrom)
        .<Class<?>>map(type -> type)
        .toList();
  }

  Stream<CborSerializable> messages() {
    return Stream.of(ofRounds(), ofSessions(), ofLedgers(), ofKeepers(), ofTheHub(), ofTheGateway())
        .flatMap(List::stream);
  }

  private List<CborSerializable> ofRounds() {
    var spec = Samples.challenge("c-1", "w:1", random);
    var worker = new HonestWorker(spec);
    var targets = List.of(UnitTargets.rowsOfCpu(List.of(3, 7)));
    var gpuSpec = Samples.gpuChallenge("c-2", "w:1", random, "GPU-a", "GPU-b");
    var gpus = HonestGpu.all(gpuSpec);
    var gpuTargets =
        gpuSpec.work().drawTargets(gpus.stream().map(HonestGpu::uuid).toList(), random);
    var verdict =
        new Verdict(
            List.of(
                new Verdict.Sound(UnitId.CPU),
                new Verdict.Unsound(new UnitId("GPU-1"), Failure.ROOT_MISMATCH)));
    return List.of(
        new ChallengeRound.Issue(List.of(CANDIDATE)),
        new ChallengeRound.Issue(
            List.of(CANDIDATE),
            new Muster(
                new MusterId("m-1"), Samples.T0, Samples.T0.plusSeconds(60), new Bell.None())),
        new ChallengeRound.Collect(somebody()),
        new ChallengeRound.CommitRoots(spec.id(), WORKER, List.of(worker.commitment()), somebody()),
        new ChallengeRound.SubmitProof(spec.id(), worker.opens(targets), somebody()),
        new ChallengeRound.Collected(List.of(spec), List.of(keyed()), Optional.of(Samples.T0)),
        new ChallengeRound.Collected(List.of(gpuSpec), List.of(), Optional.empty()),
        new ChallengeRound.CommitUnits(
            spec.id(), WORKER, unitCommitments(), new RoundTrip.Unknown(), somebody()),
        new ChallengeRound.CommitUnits(spec.id(), WORKER, unitCommitments(), A_WAY, somebody()),
        new ChallengeRound.OpenRows(
            spec.id(), new UnitOpening.Opened(UnitId.CPU, Bytes.ofText("BLX2")), somebody()),
        new ChallengeRound.UnitsAnswered(
            List.of(new UnitRows(UnitId.CPU, List.of(3, 7))),
            List.of(new UnitRefusal(new UnitId("GPU-1"), ExactRefusal.OTHER_KEY))),
        new ChallengeRound.Busy("later"),
        new UnitKeeper.Bind(List.of(new UnitBook.Binding(UNIT, KEYPAIR.key())), somebody()),
        new UnitKeeper.GetDisputed(somebody()),
        new UnitKeeper.Release(UNIT, somebody()),
        new UnitKeeper.Released(true),
        new UnitKeeper.Known(List.of(new UnitKeeper.Refusal(UNIT, ExactRefusal.KEY_OF_ANOTHER))),
        new UnitKeeper.Disputed(
            7, List.of(new UnitKeeper.Dispute(new UnitId("GPU-1"), List.of(UNIT)))),
        new OpeningLine.Outcome(
            spec.id(),
            UnitId.CPU,
            new ExactVerdict.Refused(ExactRefusal.PRODUCT_WRONG, 7),
            Duration.ofMillis(3)),
        new ChallengeRound.CommitRoots(spec.id(), WORKER, HonestGpu.commitments(gpus), somebody()),
        new ChallengeRound.SubmitProof(spec.id(), HonestGpu.proof(gpus, gpuTargets), somebody()),
        new ChallengeRound.TargetsDrawn(targets),
        new ChallengeRound.ProofStored(),
        new ChallengeRound.Refused("no"),
        new Verifier.Judged(spec.id(), verdict, Duration.ofNanos(1_234_567)),
        new Verifier.Unjudged(spec.id()));
  }

  private static ChallengeRound.Keyed keyed() {
    var key = MatrixKey.ofHex("0a".repeat(32));
    return new ChallengeRound.Keyed(
        Samples.exactChallenge("c-3", "w:1", ENVELOPED, "-1"),
        new ExactOrder(new ExactShape(128, 2), key, new TreeMap<>(Map.of(UnitId.CPU, key))));
  }

  private static List<UnitCommitment> unitCommitments() {
    var commitment =
        ExactCommitment.signed(
            new ChallengeId("c-3"),
            UNIT,
            new ExactShape(128, 2),
            TreeHash.ofHex("ab".repeat(32)),
            KEYPAIR);
    return List.of(
        new UnitCommitment.Committed(commitment),
        new UnitCommitment.GivenUp(new UnitId("GPU-1"), Label.of("no room")),
        new UnitCommitment.Unreadable(new UnitId("GPU-2"), Label.of("sig_val: must be a text")));
  }

  private List<CborSerializable> ofSessions() {
    var key = EphemeralKey.draw(random).publicKey();
    var nonce = Nonce16.draw(random);
    var box = new SealedBox(SESSION, -1L, "AAAA", MINER, new Hotkey("5Validator"), TYPE);
    var bytes = Bytes.ofText("anything");
    return List.of(
        new MinerSession.Shake(key, nonce, somebody()),
        new MinerSession.Open(box, TYPE, somebody()),
        new MinerSession.Seal(SESSION, TYPE, bytes, somebody()),
        new MinerSession.Shaken(key, SESSION, nonce, T0),
        new MinerSession.ShakeRefused("no"),
        new MinerSession.Opened(bytes, new RoundTrip.Unknown()),
        new MinerSession.Opened(bytes, A_WAY),
        new MinerSession.NoSession(),
        new MinerSession.OpenRefused(Opening.Why.BAD_TAG),
        new MinerSession.RateLimited(),
        new MinerSession.Sealed(box),
        new MinerSession.SealRefused());
  }

  private List<CborSerializable> ofLedgers() {
    var lease = Samples.lease("l-1", "w:1", T0);
    var terms = terms(new LeaseTerms.AtOnce());
    var policy =
        new ScoringPolicy(
            12, new ComponentWeights(7, 3), ParticipationRule.PUBLISHED, AddressPenalty.HALVING);
    var basis = new ScoreBasis(policy, window(), T0);
    var challenges =
        new ChallengeScores.OfMiner(
            Map.of(WORKER, new ChallengeScore(250_000)), new ChallengeScore(125_000));
    var evidence = new MinerEvidence(challenges, Map.of(WORKER, 2));
    var score = new MinerScore(true, List.of(workerScore()), new Score(1, 3));
    var standing =
        new ScoringEntity.WorkerStanding(
            Samples.profile("w:1"),
            true,
            Samples.report("w:1").usage(),
            new Beats.Count(58, 60),
            T0,
            T0.plusSeconds(5),
            workerScore());
    return List.of(
        new ScoringEntity.Heartbeat(Samples.heartbeat("w:1", "w-2"), somebody()),
        new ScoringEntity.Lend(terms, somebody()),
        new ScoringEntity.Lend(terms(new LeaseTerms.On(T0)), somebody()),
        new ScoringEntity.Renew(lease.id(), T0, somebody()),
        new ScoringEntity.End(lease.id(), somebody()),
        new ScoringEntity.RenewSeen(lease.id(), LeaseVersion.of(lease), T0, somebody()),
        new ScoringEntity.EndSeen(lease.id(), LeaseVersion.of(lease), somebody()),
        new ScoringEntity.GetLease(lease.id(), somebody()),
        new ScoringEntity.GetIdle("cpu_matrix", somebody()),
        new ScoringEntity.Assess(basis, evidence, somebody()),
        new ScoringEntity.GetStanding(basis, evidence, somebody()),
        new ScoringEntity.Find(WORKER, somebody()),
        new ScoringEntity.Found(Whereabouts.SILENT),
        new ScoringEntity.Publish(
            new LeasePublication(
                Label.of("test"),
                List.of(terms(new LeaseTerms.AtOnce())),
                new TreeSet<>(List.of(new WorkerId("w-2"))),
                LeasePublication.Others.IDLE),
            somebody()),
        new ScoringEntity.Published(
            1,
            2,
            3,
            List.of(new MinerLedger.NotLeased(WORKER, MinerLedger.Refusal.UNKNOWN_WORKER))),
        new ScoringEntity.Taken(2, 1),
        new ScoringEntity.Begun(lease),
        new ScoringEntity.Held(lease),
        new ScoringEntity.Refused(MinerLedger.Refusal.LEASE_IS_OVER, "over"),
        new ScoringEntity.Idle(MINER, List.of(CANDIDATE)),
        new ScoringEntity.Assessment(MINER, score, 12),
        new ScoringEntity.Standing(MINER, score, List.of(standing), List.of(lease)));
  }

  private static LeaseTerms terms(LeaseTerms.Beginning beginning) {
    return new LeaseTerms(
        new LeaseId("l-1"),
        WORKER,
        Label.of("test"),
        LeaseScore.of(0.5),
        beginning,
        T0.plusSeconds(60));
  }

  private static WorkerScore workerScore() {
    return new WorkerScore(
        WORKER,
        LeaseScore.of(0.5),
        new ChallengeScore(250_000),
        new Availability(1, 2, AddressPenalty.HALVING.after(1)),
        new ComponentWeights(7, 3));
  }

  private static BucketWindow window() {
    return BucketWindow.of(List.of(Bucket.at(T0)));
  }

  private List<CborSerializable> ofKeepers() {
    var total = new ScoreRound.MinerTotal(MINER, true, new Score(1, 3), 12);
    var weights = new Weights(new TreeMap<>(Map.of(new Uid(1), new Weight(65_535))));
    var started = new WeightEpoch.SubmissionStarted(7, weights, new BlockNumber(110), T0);
    var epoch =
        WeightEpoch.BEGINNING
            .evolve(new WeightEpoch.RoundScored(new ScoreRound(7, T0, 1, List.of(total))))
            .evolve(started);
    return List.of(
        new ServingKeeper.GetServed(somebody()),
        new ServingKeeper.Served(window()),
        new ServingKeeper.Served(BucketWindow.EMPTY),
        new WeightKeeper.GetEpoch(somebody()),
        new WeightKeeper.SubmitNow(WeightKeeper.Earnest.DRY_RUN, somebody()),
        new SubmissionPlan("submit", "because", 7, new TreeMap<>(Map.of(1, 65_535, 30, 7))),
        new WeightKeeper.Epoch(WeightEpoch.BEGINNING),
        new WeightKeeper.Epoch(epoch),
        new WeightKeeper.Epoch(
            epoch.evolve(new WeightEpoch.WeightsIncluded(7, new BlockNumber(111), T0))),
        new WeightKeeper.Epoch(epoch.evolve(new WeightEpoch.SubmissionFailed(7, "no", T0))));
  }

  private List<CborSerializable> ofTheHub() {
    var settings =
        new TreeMap<String, PolicyValue>(
            Map.of(
                "count", new PolicyValue.Count(-1),
                "span", new PolicyValue.Span(Duration.ofMillis(500)),
                "fraction", new PolicyValue.Fraction(0.7),
                "word", new PolicyValue.Word("x"),
                "names", new PolicyValue.Names(List.of("H100 80GB"))));
    var change =
        new PolicyChanges.Change("word", new PolicyValue.Word("y"), new PolicyValue.Word("x"));
    return List.of(
        new PolicyKeeper.Alter(new Hotkey("5Hub"), settings, somebody()),
        new PolicyKeeper.Follow(somebody()),
        new PolicyKeeper.Shown(new PolicyChanges(settings)),
        new PolicyKeeper.Altered(List.of(change)),
        new PolicyKeeper.Refused(Label.of("no")),
        new HubLink.Publish(HubType.SCORE_REPORT, Bytes.ofText("{}")),
        new HubLink.GetStatus(somebody()),
        new HubLink.Connected(new Hotkey("5Hub"), HandshakeProof.SIGNED, T0),
        new HubLink.Away(Label.of("no")));
  }

  private List<CborSerializable> ofTheGateway() {
    var owner = new Devices.Owner(MINER, WORKER);
    var begun = new RentalEvent.RentalBegun(rented(), T0);
    var rental =
        Rental.begun(begun)
            .evolve(new RentalEvent.LeaseTaken(rented().id().lease(1), T0.plusSeconds(300), T0))
            .evolve(new RentalEvent.OrderGiven(1, OrderKind.CREATE, T0.plusSeconds(60), T0))
            .evolve(new RentalEvent.OutageBegan(Party.WORKER, T0));
    var handover =
        new SignedHandover(
            WORKER,
            rented().id().task(2),
            new Handover(
                new VmId("a-machine"),
                rented().id().machine(),
                T0,
                true,
                true,
                true,
                true,
                List.of(PciAddress.parse("0000:01:00.0"))),
            "5a".repeat(70));
    return List.of(
        new DeviceDesk.Here(somebody(), T0),
        new DeviceDesk.Send("{}", somebody()),
        new DeviceDesk.Look(somebody()),
        DeviceDesk.Presence.AWAY,
        new DeviceSession.Deliver("{}"),
        new DeviceSession.Superseded(),
        new RentalEntity.Begin(rented(), somebody()),
        new RentalEntity.Order(OrderKind.STOP, somebody()),
        new RentalEntity.GetRental(somebody()),
        new RentalEntity.AskStats(somebody()),
        new RentalEntity.Wake(),
        new RentalEntity.Progressed(owner, "1", Label.of("at it")),
        new RentalEntity.Answered(owner, "1", new RentalEntity.Good(VmStatus.RUNNING, "{}")),
        new RentalEntity.Answered(owner, "1", new RentalEntity.Bad(Label.of("no room"))),
        new RentalEntity.HandOver(owner, handover, HandoverProof.VERIFIED),
        new RentalEntity.Shown(rental, Label.of("at it")),
        new RentalEntity.Shown(
            rental.evolve(new RentalEvent.HandedOver(handover, HandoverProof.VERIFIED, T0)),
            Label.NONE),
        new RentalEntity.NotThere(),
        new RentalEntity.Refused(Rental.Refusal.IS_OVER, "it is over"),
        new RentalEntity.Known(VmStatus.STOPPED, "{}"),
        new RentalEntity.NotKnown("away"));
  }

  private static RentalTerms rented() {
    return new RentalTerms(
        new RentalId("0a1b2c3d"),
        MINER,
        WORKER,
        Label.of("market"),
        Label.NONE,
        new ImageName("base.qcow2"),
        new VmSize(1_024, 2, 10, 0),
        GuestUser.ROOT,
        SshKey.parse("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHRlc3Q= me"));
  }

  private <T> ActorRef<T> somebody() {
    return kit.<T>createTestProbe().getRef();
  }
}
