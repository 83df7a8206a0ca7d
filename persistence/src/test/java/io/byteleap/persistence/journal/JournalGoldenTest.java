package io.byteleap.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.Challenge.ChallengeCreated;
import io.byteleap.domain.challenge.Challenge.ChallengeFailed;
import io.byteleap.domain.challenge.Challenge.ChallengeSent;
import io.byteleap.domain.challenge.Challenge.ChallengeVerified;
import io.byteleap.domain.challenge.Challenge.ProofReceived;
import io.byteleap.domain.challenge.Challenge.RootCommitted;
import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.challenge.UnitTargets.Coordinate;
import io.byteleap.domain.challenge.Verdict;
import io.byteleap.domain.exact.UnitBook;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.policy.PolicyChanges;
import io.byteleap.domain.policy.PolicyChanges.Change;
import io.byteleap.domain.policy.PolicyValue;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.presence.ServingRecord;
import io.byteleap.domain.rental.RentalEvent;
import io.byteleap.domain.scoring.ChallengeScores;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.scoring.ScoreBasis;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.units.Score;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.fixture.HonestGpu;
import io.byteleap.fixture.HonestWorker;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every event and state as it stands in journals out there. A golden file is never changed:
/// another form is another version, with a file of its own.
final class JournalGoldenTest {
  private static final Instant T0 = Samples.T0.plusNanos(123_456_000);
  private static final WorkerId WORKER = new WorkerId("w-1");
  private static final JournalSerializer SERIALIZER = new JournalSerializer();
  private static final List<Verdict.UnitVerdict> THE_CPU = List.of(new Verdict.Sound(UnitId.CPU));

  private static final List<Coordinate> SINGLES =
      List.of(new Coordinate(1, 2), new Coordinate(31, 0));

  static Stream<Object> values() {
    return Stream.of(
            ledgerEvents(),
            roundEvents(),
            otherEvents(),
            RentalValues.events(),
            states(),
            RentalValues.states())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("values")
  void value_isWrittenAsInItsGoldenFile_andReadBack(Object value) throws Exception {
    assertGolden("", value);
  }

  /// The same events of a GPU challenge, in files of their own.
  @ParameterizedTest
  @MethodSource("gpuValues")
  void valueOfAGpuChallenge_isWrittenAsInItsGoldenFile_andReadBack(Object value) throws Exception {
    assertGolden("-gpu", value);
  }

  private static void assertGolden(String suffix, Object value) throws Exception {
    String manifest = SERIALIZER.manifest(value);
    byte[] golden = golden(manifest + suffix, value).getBytes(StandardCharsets.UTF_8);

    assertThat(new String(SERIALIZER.toBinary(value), StandardCharsets.UTF_8))
        .as(manifest)
        .isEqualTo(new String(golden, StandardCharsets.UTF_8));
    assertThat(SERIALIZER.fromBinary(golden, manifest)).isEqualTo(value);
  }

  /// Version 1 had no units in verdicts, no time for the verdict and no time of the proof.
  static Stream<Arguments> valuesOfVersion1() {
    var events = events();
    return Stream.of(
        Arguments.of("challenge/created/1", step(events.get(0))),
        Arguments.of("challenge/proof-received/1", step(events.get(3))),
        Arguments.of("challenge/verified/1", step(events.get(4))),
        Arguments.of("challenge/failed/1", step(events.get(5))),
        Arguments.of("challenge/round-state/1", everyState()),
        Arguments.of("challenge/round-state/2", everyState()),
        Arguments.of("weights/round-scored/1", new WeightEpoch.RoundScored(roundOfVersion1())),
        Arguments.of("weights/state/1", included(roundOfVersion1())));
  }

  @ParameterizedTest
  @MethodSource("valuesOfVersion1")
  void valueOfVersion1_isReadAsWhatItIsToday(String manifest, Object value) throws Exception {
    byte[] golden = resource(manifest).getBytes(StandardCharsets.UTF_8);

    assertThat(SERIALIZER.fromBinary(golden, manifest)).isEqualTo(value);
  }

  @Test
  void stateOfVersion2_ofGpus_isReadAsWhatItIsToday() throws Exception {
    byte[] golden = resource("challenge/round-state/2-gpu").getBytes(StandardCharsets.UTF_8);

    assertThat(SERIALIZER.fromBinary(golden, "challenge/round-state/2"))
        .isEqualTo(gpuValues().toList().getLast());
  }

  private static Round.Step step(Challenge.Event event) {
    return new Round.Step(WORKER, event);
  }

  static Stream<Object> gpuValues() {
    var spec = Samples.gpuChallenge("c-1", "w-1", Seeds.generator(42), "GPU-a", "GPU-b");
    var gpus = HonestGpu.all(spec);
    var commitments =
        List.of(
            new Commitment(
                gpus.getFirst().uuid(),
                gpus.getFirst().commitment().root(),
                new Commitment.Signature(1, "5a".repeat(64))));
    var targets = List.of(new UnitTargets(gpus.getFirst().uuid(), List.of(3), SINGLES));
    List<Verdict.UnitVerdict> units =
        List.of(
            new Verdict.Sound(new UnitId("GPU-a")),
            new Verdict.Unsound(new UnitId("GPU-b"), Failure.NO_COMMITMENT));
    var proof = new Proof(List.of(gpus.getFirst().opens(targets)));
    var answer = new Challenge.Answer(commitments, targets, T0);
    var verifying = new Challenge.Verifying(spec, T0, answer, proof, T0.plusSeconds(1));
    return Stream.of(
        step(new ChallengeCreated(spec, T0)),
        step(new RootCommitted(commitments, targets, T0)),
        step(new ProofReceived(proof, T0)),
        step(new ChallengeVerified(Duration.ofMillis(1_250), units, T0)),
        step(new ChallengeFailed(Failure.NO_COMMITMENT, List.of(units.getLast()), T0)),
        new Round(new TreeMap<>(Map.of(spec.worker(), verifying))));
  }

  /// The same events of a challenge of version 2.
  @ParameterizedTest
  @MethodSource("exactValues")
  void valueOfAnExactChallenge_isWrittenAsInItsGoldenFile_andReadBack(Object value)
      throws Exception {
    assertGolden("-exact", value);
  }

  static Stream<Object> exactValues() {
    return Stream.concat(
        ExactValues.events().stream().map(JournalGoldenTest::step),
        Stream.of(ExactValues.everyState()));
  }

  /// What was written before there were envelopes is read as what has none, which the files above
  /// show; with them it has files of its own.
  @ParameterizedTest
  @MethodSource("timedValues")
  void valueOfAChallengeWithEnvelopes_isWrittenAsInItsGoldenFile_andReadBack(Object value)
      throws Exception {
    assertGolden("-timed", value);
  }

  static Stream<Object> timedValues() {
    return Stream.concat(
        Stream.of(ExactValues.timedEvents().getFirst(), ExactValues.timedEvents().getLast())
            .map(JournalGoldenTest::step),
        Stream.of(ExactValues.timedState()));
  }

  /// Those forms of them that only a muster has.
  @ParameterizedTest
  @MethodSource("musterValues")
  void valueOfAMuster_isWrittenAsInItsGoldenFile_andReadBack(Object value) throws Exception {
    assertThat(SERIALIZER.manifest(value)).matches("challenge/(exact-created/2|round-state/4)");
    assertGolden("-muster", value);
  }

  static Stream<Object> musterValues() {
    return ExactValues.ofMuster().stream();
  }

  /// What was written before there were bells is read as what has none; with them it has files of
  /// its own.
  @ParameterizedTest
  @MethodSource("bellValues")
  void valueOfAMusterWithABell_isWrittenAsInItsGoldenFile_andReadBack(Object value)
      throws Exception {
    assertGolden("-bell", value);
  }

  static Stream<Object> bellValues() {
    return ExactValues.ofBell().stream();
  }

  @Test
  void everyEventAndState_hasAGoldenFile() {
    assertThat(new TreeSet<>(values().map(Object::getClass).map(Class::getSimpleName).toList()))
        .contains("MinerLedger", "Round", "WeightEpoch", "ServingRecord", "BucketServed");
    var events =
        Stream.concat(values(), exactValues())
            .map(value -> value instanceof Round.Step step ? step.event() : value)
            .map(Object::getClass)
            .toList();
    for (Class<?> family :
        List.of(
            MinerLedger.Event.class,
            Challenge.Event.class,
            WeightEpoch.Event.class,
            UnitBook.Event.class,
            RentalEvent.class)) {
      assertThat(events).contains(family.getPermittedSubclasses());
    }
  }

  @Test
  void eventOfANewerVersion_isNamed() {
    assertThatThrownBy(() -> SERIALIZER.fromBinary(new byte[0], "ledger/worker-appeared/2"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessage(
            "the journal holds 'ledger/worker-appeared/2', which this version does not know");
  }

  @Test
  void damagedEvent_isNamed() {
    assertThatThrownBy(
            () -> SERIALIZER.fromBinary("{}".getBytes(StandardCharsets.UTF_8), "challenge/sent/1"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("damaged 'challenge/sent/1'");
  }

  private static List<Object> ledgerEvents() {
    var lease = Samples.lease("l-1", "w-1", T0);
    var until = T0.plus(Duration.ofHours(2));
    return List.of(
        new MinerLedger.WorkerAppeared(WORKER, Samples.profile("w-1"), T0),
        new MinerLedger.WorkerChanged(WORKER, Samples.profile("renamed"), T0),
        new MinerLedger.WorkersSeen(Bucket.at(T0), List.of(WORKER, new WorkerId("w-2"))),
        new MinerLedger.WorkerForgotten(WORKER, T0),
        new MinerLedger.LeaseOpened(lease, T0),
        new MinerLedger.LeaseRenewed(new LeaseId("l-1"), until, T0),
        new MinerLedger.LeaseClosed(new LeaseId("l-1"), T0));
  }

  private static List<Object> roundEvents() {
    return events().stream().<Object>map(event -> new Round.Step(WORKER, event)).toList();
  }

  private static List<Challenge.Event> events() {
    var spec = Samples.challenge("c-1", "w-1", Seeds.generator(42));
    var worker = new HonestWorker(spec);
    var targets = List.of(UnitTargets.rowsOfCpu(List.of(3, 7)));
    return List.of(
        new ChallengeCreated(spec, T0),
        new ChallengeSent(T0),
        new RootCommitted(List.of(worker.commitment()), targets, T0),
        new ProofReceived(worker.opens(targets), T0),
        new ChallengeVerified(Duration.ofMillis(1_250), THE_CPU, T0),
        new ChallengeFailed(Failure.COMMITMENT_LATE, T0));
  }

  private static List<Object> otherEvents() {
    return List.of(
        new WeightEpoch.RoundScored(scoreRound()),
        started(),
        new WeightEpoch.WeightsIncluded(7, new BlockNumber(111), T0),
        new WeightEpoch.SubmissionFailed(7, "SettingWeightsTooFast", T0),
        new ServingRecord.BucketServed(Bucket.at(T0), T0),
        new UnitBook.UnitBound(ExactValues.UNIT, ExactValues.KEY, T0),
        new UnitBook.MinerLeft(new Hotkey("5Miner"), T0),
        new UnitBook.UnitReleased(ExactValues.UNIT, T0),
        new PolicyChanges.PolicyChanged(
            new Hotkey("5Hub"),
            List.of(
                new Change("a", new PolicyValue.Count(1), new PolicyValue.Count(-1)),
                new Change(
                    "b",
                    new PolicyValue.Span(Duration.ofMillis(500)),
                    new PolicyValue.Span(Duration.ofMinutes(4))),
                new Change("c", new PolicyValue.Fraction(0), new PolicyValue.Fraction(0.7)),
                new Change("d", new PolicyValue.Word("x"), new PolicyValue.Word("cpu_matrix")),
                new Change(
                    "e",
                    new PolicyValue.Names(List.of()),
                    new PolicyValue.Names(List.of("H100 80GB", "A10")))),
            T0));
  }

  private static List<Object> states() {
    var ledger = MinerLedger.EMPTY;
    for (Object event : ledgerEvents().subList(0, 1)) {
      ledger = ledger.evolve((MinerLedger.Event) event);
    }
    ledger =
        ledger
            .evolve(new MinerLedger.WorkersSeen(Bucket.at(T0), List.of(WORKER)))
            .evolve(new MinerLedger.LeaseOpened(Samples.lease("l-1", "w-1", T0), T0));
    return List.of(
        ledger,
        everyState(),
        included(scoreRound()),
        UnitBook.EMPTY.with(ExactValues.UNIT, ExactValues.KEY),
        new ServingRecord(BucketWindow.of(List.of(Bucket.at(T0)))),
        new PolicyChanges(
            new TreeMap<>(
                Map.of(
                    "validation.challenge_interval",
                    new PolicyValue.Span(Duration.ofMinutes(5)),
                    "weight_management.score_weights.lease_weight",
                    new PolicyValue.Fraction(0.7)))));
  }

  /// A round in which each worker's challenge has come one event further than the one before.
  private static Round everyState() {
    var round = Round.NONE;
    for (int reached = 1; reached <= 6; reached++) {
      var spec = Samples.challenge("c-" + reached, "w-" + reached, Seeds.generator(reached));
      round = round.evolve(new Round.Step(spec.worker(), new ChallengeCreated(spec, T0)));
      for (Challenge.Event event : events().subList(1, Math.min(reached, 5))) {
        round = round.evolve(new Round.Step(spec.worker(), event));
      }
      if (reached == 6) {
        var failed = Samples.challenge("c-7", "w-7", Seeds.generator(7));
        round = round.evolve(new Round.Step(failed.worker(), new ChallengeCreated(failed, T0)));
        round = round.evolve(new Round.Step(failed.worker(), events().getLast()));
      }
    }
    return round;
  }

  private static WeightEpoch included(ScoreRound round) {
    return WeightEpoch.BEGINNING
        .evolve(new WeightEpoch.RoundScored(round))
        .evolve(started())
        .evolve(new WeightEpoch.WeightsIncluded(7, new BlockNumber(111), T0));
  }

  private static WeightEpoch.SubmissionStarted started() {
    var weights = new TreeMap<>(Map.of(new Uid(1), new Weight(65_535), new Uid(4), new Weight(7)));
    return new WeightEpoch.SubmissionStarted(7, new Weights(weights), new BlockNumber(110), T0);
  }

  /// The grounds of its scores were not written.
  private static ScoreRound roundOfVersion1() {
    var round = scoreRound();
    return new ScoreRound(round.number(), round.at(), round.expectedBuckets(), round.miners());
  }

  private static ScoreRound scoreRound() {
    var total =
        new ScoreRound.MinerTotal(new Hotkey("5Miner"), true, new Score(750_000, 1_000_000), 12);
    var served = BucketWindow.of(List.of(Bucket.at(T0)));
    var basis = new ScoreBasis(ScoringPolicy.DEFAULT, served, T0);
    return ScoreRound.of(7, basis, ChallengeScores.NONE, List.of(total));
  }

  private static String golden(String manifest, Object value) throws IOException {
    String name = "/golden/" + manifest.replace('/', '-') + ".json";
    String folder = System.getProperty("golden.write", "");
    if (!folder.isEmpty()) {
      Files.write(Path.of(folder + name), SERIALIZER.toBinary(value));
    }
    return resource(manifest);
  }

  private static String resource(String manifest) throws IOException {
    String name = "/golden/" + manifest.replace('/', '-') + ".json";
    try (var in = JournalGoldenTest.class.getResourceAsStream(name)) {
      return new String(
          Objects.requireNonNull(in, "no golden file " + name).readAllBytes(),
          StandardCharsets.UTF_8);
    }
  }
}
