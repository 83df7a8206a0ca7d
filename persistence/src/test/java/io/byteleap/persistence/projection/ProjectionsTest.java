package io.byteleap.persistence.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.byteleap.domain.admission.KeySignature;
import io.byteleap.domain.admission.WorkerKey;
import io.byteleap.domain.challenge.AtWork;
import io.byteleap.domain.challenge.Challenge.ChallengeCreated;
import io.byteleap.domain.challenge.Challenge.ChallengeFailed;
import io.byteleap.domain.challenge.Challenge.ChallengeSent;
import io.byteleap.domain.challenge.Challenge.ChallengeVerified;
import io.byteleap.domain.challenge.Challenge.Event;
import io.byteleap.domain.challenge.Challenge.KeysHandedOut;
import io.byteleap.domain.challenge.Challenge.ProofReceived;
import io.byteleap.domain.challenge.Challenge.RootCommitted;
import io.byteleap.domain.challenge.Challenge.UnitStepped;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.challenge.Verdict;
import io.byteleap.domain.exact.Envelope;
import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.Extent;
import io.byteleap.domain.exact.RoundTrip;
import io.byteleap.domain.exact.SecretId;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.exact.UnitTerms;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.scoring.VerifiedWork;
import io.byteleap.domain.units.Score;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.domain.weights.WeightEpoch.RoundScored;
import io.byteleap.domain.weights.WeightEpoch.SubmissionFailed;
import io.byteleap.domain.weights.WeightEpoch.SubmissionStarted;
import io.byteleap.domain.weights.WeightEpoch.WeightsIncluded;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.fixture.HonestWorker;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonObject.NamedInteger;
import io.byteleap.persistence.journal.PooledSlick;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.postgres.DatabaseUrl;
import io.byteleap.persistence.read.JdbcHistory;
import io.byteleap.persistence.read.JdbcRetention;
import io.byteleap.persistence.read.JdbcVerifiedWork;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.History.ChallengeFilter;
import io.byteleap.port.History.HistoryUnavailable;
import io.byteleap.port.Page;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/// From events in a real journal to what can be looked up. Every test writes events of a miner or
/// rounds of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProjectionsTest {
  private static final Instant T0 = Samples.T0;
  private static final Instant END = T0.plus(Duration.ofDays(1));
  private static final Weights WEIGHTS =
      new Weights(new TreeMap<>(Map.of(new Uid(1), new Weight(65_535), new Uid(4), new Weight(7))));

  private static final Page.Wish FIRST = Page.Wish.first(100);

  private Database database;
  private ActorTestKit kit;
  private JdbcHistory history;

  @BeforeAll
  void open(@TempDir Path folder) throws DatabaseProblem {
    database = Database.open(new DatabaseUrl.Embedded(), folder, 8);
    history = new JdbcHistory(database.dataSource());
    start();
  }

  @AfterAll
  void close() throws DatabaseProblem {
    kit.shutdownTestKit();
    database.close();
  }

  @Test
  void challenge_isShownFromIssueToVerdict() {
    write(life("5Lives", "w-1", T0));
    write(life("5Lives", "w-2", T0).until(3));

    Awaitility.await()
        .untilAsserted(
            () -> assertThat(statuses("5Lives")).containsExactly("verified", "committed"));
    var verified = challenges("5Lives").getFirst();
    assertThat(verified.text("challenge_id")).isEqualTo("5Lives-w-1");
    assertThat(verified.text("created_at")).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(verified.text("ended_at")).isEqualTo("2026-01-01T00:00:04Z");
    assertThat(verified.integer("rows_verified")).isEqualTo(2);
    assertThat(verified.integer("compute_millis")).isEqualTo(1_250);
    assertThat(verified.optionalText("failure")).isEmpty();
    assertThat(challenges("5Lives").getLast().optionalText("ended_at")).isEmpty();
  }

  @Test
  void verifiedWork_isSummedByWorker_ofThoseIssuedAndVerifiedBetween() {
    var hours = Duration.ofHours(3);
    write(life("5Works", "w-1", T0.plus(hours)));
    write(life("5Works", "w-1", T0.plus(hours).plusSeconds(60)));
    write(life("5Works", "w-1", T0));
    write(life("5Works", "w-2", T0.plus(hours)).until(3));
    var book = new JdbcVerifiedWork(database.dataSource());
    var miner = new Hotkey("5Works");

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(book.between(T0.plus(hours), END).get(miner))
                    .isEqualTo(
                        Map.of(
                            new WorkerId("w-1"),
                            new VerifiedWork(2, Duration.ofMillis(2 * 1_250)))));
    assertThat(book.between(T0.plus(hours).plusSeconds(61), END)).doesNotContainKey(miner);
    assertThat(book.between(T0.plus(hours), T0.plus(hours).plusSeconds(60)).get(miner))
        .isEqualTo(Map.of(new WorkerId("w-1"), new VerifiedWork(1, Duration.ofMillis(1_250))));
  }

  @Test
  void challengeOfVersion2_isShownWithItsUnits_andItsTimeIsNoPartOfAnotherMean() {
    write(life("5Exact", "w-1", T0));
    write(exactLife("5Exact", "w-1", T0.plusSeconds(60)));
    write(exactLife("5Exact", "w-1", T0.plusSeconds(120)));

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(statuses("5Exact")).containsExactly("verified", "verified", "verified"));
    var newest = challenges("5Exact").getFirst();
    assertThat(newest.text("challenge_type")).isEqualTo("matmul_exact_v2");
    assertThat(newest.integer("rows_verified")).isEqualTo(6);
    assertThat(newest.text("sent_at")).isEqualTo("2026-01-01T00:02:01Z");
    assertThat(newest.text("proof_at")).isEqualTo("2026-01-01T00:02:03Z");
    assertThat(newest.object("units").toText())
        .isEqualTo("{\"GPU-e\":\"sound\",\"GPU-f\":\"product_wrong\"}");
    var envelope = "{\"judged\":\"fastest\",\"compute_millis\":%d,\"fastest_millis\":1390,%s}";
    var honest = envelope.formatted(1_000, "\"slowest_millis\":29000,\"round_trip_millis\":12");
    var lies = envelope.formatted(1_345, "\"slowest_millis\":29000");
    assertThat(newest.object("times").toText())
        .isEqualTo("{\"GPU-e\":" + honest + ",\"GPU-f\":" + lies + "}");
    assertThat(challenges("5Exact").getLast().toText()).contains("\"times\":null");
    assertThat(means("worker_record", "5Exact")).containsExactly("2000.0 of 2");
    assertThat(means("gpu_record", "5Exact")).containsExactly("2000.0 of 2", "0.0 of 0");
    var work = new JdbcVerifiedWork(database.dataSource()).between(T0, END);
    assertThat(work.get(new Hotkey("5Exact")))
        .hasEntrySatisfying(
            new WorkerId("w-1"), passed -> assertThat(passed.successes()).isEqualTo(3));
  }

  private List<String> means(String table, String hotkey) {
    try (var connection = database.dataSource().getConnection()) {
      return Sql.query(
          connection,
          row -> row.getDouble("mean_compute_millis") + " of " + row.getLong("mean_count"),
          "SELECT * FROM " + table + " WHERE hotkey = ? ORDER BY challenges_verified DESC",
          hotkey);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A challenge of version 2, of two GPUs of which one lies.
  private static Life exactLife(String hotkey, String worker, Instant from) {
    var spec =
        Samples.exactChallenge(
            hotkey + "-" + worker + "-" + from.getEpochSecond(),
            worker,
            new UnitTerms(
                3,
                new Envelope.Span(
                    Duration.ofMillis(1_390), Duration.ofSeconds(29), Envelope.Judged.FASTEST)),
            "GPU-e",
            "GPU-f");
    var miner = new Hotkey(hotkey);
    var lied = new ExactVerdict.Refused(ExactRefusal.PRODUCT_WRONG, 7);
    var lies = new UnitId("GPU-f");
    var honest = new UnitId("GPU-e");
    return new Life(
        miner,
        spec.worker(),
        List.of(
            new ChallengeCreated(spec, from),
            new KeysHandedOut(new AtWork.HandOut(miner, new SecretId("s-1"), from.plusSeconds(1))),
            committed(honest, new RoundTrip.AtMost(Duration.ofMillis(12)), from.plusSeconds(2)),
            committed(lies, new RoundTrip.Unknown(), from.plusMillis(2_345)),
            new UnitStepped(honest, new UnitChallenge.UnitOpened(from.plusSeconds(3))),
            new UnitStepped(lies, new UnitChallenge.UnitOpened(from.plusSeconds(3))),
            new UnitStepped(
                honest,
                new UnitChallenge.UnitSettled(new ExactVerdict.Sound(), from.plusSeconds(4))),
            new UnitStepped(lies, new UnitChallenge.UnitSettled(lied, from.plusSeconds(4))),
            new ChallengeVerified(
                Duration.ofSeconds(2),
                List.of(
                    new Verdict.Sound(honest), new Verdict.Unsound(lies, Failure.PRODUCT_WRONG)),
                from.plusSeconds(4))));
  }

  private static Event committed(UnitId unit, RoundTrip roundTrip, Instant at) {
    var commitment =
        new ExactCommitment(
            unit,
            new Extent.Whole(),
            TreeHash.ofHex("ab".repeat(32)),
            new WorkerKey("5a".repeat(32)),
            new KeySignature("cd".repeat(64)));
    return new UnitStepped(
        unit, new UnitChallenge.UnitCommitted(commitment, List.of(3, 7, 127), roundTrip, at));
  }

  @Test
  void failure_isShownWithItsCharge() {
    write(life("5Fails", "w-1", T0).until(2).failing(Failure.COMMITMENT_LATE));
    write(life("5Fails", "w-2", T0).until(2).failing(Failure.VALIDATOR_AWAY));

    Awaitility.await()
        .untilAsserted(() -> assertThat(statuses("5Fails")).containsExactly("failed", "failed"));
    var late = challenges("5Fails").getFirst();
    var away = challenges("5Fails").getLast();
    assertThat(late.text("failure")).isEqualTo("commitment_late");
    assertThat(late.flag("charged")).isTrue();
    assertThat(away.text("failure")).isEqualTo("validator_away");
    assertThat(away.flag("charged")).isFalse();
  }

  @Test
  void nextChallengeOfAWorker_isARowOfItsOwn() {
    write(life("5Again", "w-1", T0).until(1).failing(Failure.NOT_COLLECTED));
    write(life("5Again", "w-2", T0).until(1).failing(Failure.NOT_COLLECTED));
    write(life("5Again", "w-1", T0.plusSeconds(60)).until(2));

    Awaitility.await()
        .untilAsserted(
            () -> assertThat(statuses("5Again")).containsExactly("sent", "failed", "failed"));
    var ofOne = history.challenges(new ChallengeFilter("5Again", "w-1", ""), FIRST).items();
    assertThat(ofOne.stream().map(each -> each.text("status"))).containsExactly("sent", "failed");
    assertThat(history.challenges(new ChallengeFilter("5Again", "", "failed"), FIRST).items())
        .hasSize(2);
    assertThat(
            history.challenges(new ChallengeFilter("5Again", "", ""), Page.Wish.first(1)).items())
        .hasSize(1);
    assertThat(history.challengeTotals(new ChallengeFilter("5Again", "", "")).integers())
        .contains(new NamedInteger("failed", 2), new NamedInteger("sent", 1));
  }

  @Test
  void projectionThatIsInterrupted_goesOnWhereItWas() {
    for (int i = 0; i < 40; i++) {
      write(life("5Stops", "w-" + (100 + i), T0));
    }
    Awaitility.await().until(() -> !challenges("5Stops").isEmpty());

    kit.shutdownTestKit();
    start();
    write(life("5Stops", "w-999", T0));

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(
                        history.challengeTotals(new ChallengeFilter("5Stops", "", "")).integers())
                    .containsExactly(new NamedInteger("verified", 41)));
    assertThat(challenges("5Stops"))
        .allSatisfy(challenge -> assertThat(challenge.integer("rows_verified")).isEqualTo(2));
  }

  @Test
  void scoresAndSubmissions_areShownExactly() {
    var total = new ScoreRound.MinerTotal(new Hotkey("5Miner"), true, new Score(1, 3_000_000), 12);
    List<WeightEpoch.Event> events =
        List.of(
            new RoundScored(new ScoreRound(7, T0, 3, List.of(total))),
            new SubmissionStarted(7, WEIGHTS, new BlockNumber(110), T0),
            new SubmissionStarted(7, WEIGHTS, new BlockNumber(130), T0.plusSeconds(60)),
            new WeightsIncluded(7, new BlockNumber(131), T0.plusSeconds(70)),
            new SubmissionStarted(8, WEIGHTS, new BlockNumber(150), T0.plusSeconds(90)),
            new SubmissionFailed(8, "too fast", T0.plusSeconds(91)));

    write(PersistenceId.ofUniqueId("weights"), Tags.WEIGHTS, events);

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(
                        history.submissions(FIRST).items().stream()
                            .map(each -> each.text("status")))
                    .containsExactly("failed", "included", "lost"));
    var included = history.submissions(FIRST).items().get(1);
    assertThat(included.integer("block")).isEqualTo(131);
    assertThat(included.objects("weights").stream().map(JsonObject::toText))
        .containsExactly("{\"uid\":1,\"weight\":65535}", "{\"uid\":4,\"weight\":7}");
    assertThat(history.submissions(Page.Wish.first(1)).items().getFirst().text("why"))
        .isEqualTo("too fast");
    var round = history.scoreRounds(Page.Wish.first(1)).items().getFirst();
    assertThat(round.integer("expected_buckets")).isEqualTo(3);
    assertThat(round.objects("miners").getFirst().integer("numerator")).isEqualTo(1);
    assertThat(round.objects("miners").getFirst().integer("denominator")).isEqualTo(3_000_000);
  }

  @Test
  void whatIsOld_isForgotten_unlessItIsOpen() throws Exception {
    var longAgo = T0.minus(Duration.ofDays(30));
    write(life("5Old", "w-1", longAgo));
    write(life("5Old", "w-2", longAgo).until(2));
    Awaitility.await()
        .untilAsserted(() -> assertThat(statuses("5Old")).containsExactly("verified", "sent"));
    var retention = new JdbcRetention(database.dataSource(), Projections.readers());

    retention.forget(new JdbcRetention.Limits(longAgo, longAgo));
    assertThat(statuses("5Old")).hasSize(2);
    retention.forget(new JdbcRetention.Limits(longAgo.plusSeconds(1), longAgo.plusSeconds(1)));

    assertThat(statuses("5Old")).containsExactly("sent");
  }

  @Test
  void projections_goOnWhereARebuildEnded() throws Exception {
    write(life("5Rebuilt", "w-1", T0));
    Awaitility.await().until(() -> !challenges("5Rebuilt").isEmpty());
    kit.shutdownTestKit();

    Rebuild.of(database.dataSource(), InstantSource.fixed(T0));
    start();
    write(life("5Rebuilt", "w-2", T0));

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(statuses("5Rebuilt")).containsExactly("verified", "verified"));
  }

  @Test
  void historyOfADatabaseThatIsAway_isUnavailable() {
    var away = new PGSimpleDataSource();
    away.setPortNumbers(new int[] {1});

    assertThatThrownBy(() -> new JdbcHistory(away).submissions(FIRST))
        .isInstanceOf(HistoryUnavailable.class);
  }

  private List<JsonObject> challenges(String hotkey) {
    return history.challenges(new ChallengeFilter(hotkey, "", ""), FIRST).items();
  }

  private List<String> statuses(String hotkey) {
    return challenges(hotkey).stream().map(challenge -> challenge.text("status")).toList();
  }

  /// What happens to one challenge.
  private record Life(Hotkey miner, WorkerId worker, List<Event> events) {
    /// Only the first so many events.
    Life until(int count) {
      return new Life(miner, worker, events.subList(0, count));
    }

    Life failing(Failure why) {
      var failed = new ChallengeFailed(why, events.getLast().at().plusSeconds(60));
      return new Life(miner, worker, Stream.concat(events.stream(), Stream.of(failed)).toList());
    }
  }

  /// A challenge that goes well, in steps of a second.
  private static Life life(String hotkey, String worker, Instant from) {
    String id = hotkey + "-" + worker + (from.equals(T0) ? "" : "-" + from.getEpochSecond());
    var spec = Samples.challenge(id, worker, Seeds.generator(42));
    var honest = new HonestWorker(spec);
    var targets = List.of(UnitTargets.rowsOfCpu(List.of(3, 7)));
    return new Life(
        new Hotkey(hotkey),
        spec.worker(),
        List.of(
            new ChallengeCreated(spec, from),
            new ChallengeSent(from.plusSeconds(1)),
            new RootCommitted(List.of(honest.commitment()), targets, from.plusSeconds(2)),
            new ProofReceived(honest.opens(targets), from.plusSeconds(3)),
            new ChallengeVerified(
                Duration.ofMillis(1_250),
                List.of(new Verdict.Sound(UnitId.CPU)),
                from.plusSeconds(4))));
  }

  private void write(Life life) {
    write(
        PersistenceId.of("round", life.miner().value()),
        Tags.CHALLENGES,
        life.events().stream().map(event -> new Round.Step(life.worker(), event)).toList());
  }

  private <E> void write(PersistenceId id, String tag, List<E> events) {
    var writer = kit.spawn(new EventWriter<E>(id, tag));
    AskPattern.<EventWriter.Write<E>, Done>ask(
            writer,
            replyTo -> new EventWriter.Write<>(events, replyTo),
            Duration.ofSeconds(10),
            kit.scheduler())
        .toCompletableFuture()
        .join();
    kit.stop(writer);
  }

  private void start() {
    var config =
        ConfigFactory.load(
            ConfigFactory.parseResources("persistence.conf")
                .withFallback(ConfigFactory.parseResources("node.conf")));
    kit =
        ActorTestKit.create(
            ActorSystem.create(
                Behaviors.empty(),
                "projections",
                ActorSystemSetup.create(
                    BootstrapSetup.create(config),
                    new PooledSlick.Pool(database.dataSource(), database.connections()))));
    Projections.all(kit.system(), database.dataSource()).forEach(kit::spawn);
  }
}
