package io.byteleap.persistence.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.byteleap.domain.admission.KeySignature;
import io.byteleap.domain.admission.WorkerKey;
import io.byteleap.domain.challenge.AtWork;
import io.byteleap.domain.challenge.Challenge.ChallengeCreated;
import io.byteleap.domain.challenge.Challenge.ChallengeFailed;
import io.byteleap.domain.challenge.Challenge.Event;
import io.byteleap.domain.challenge.Challenge.KeysHandedOut;
import io.byteleap.domain.challenge.Challenge.UnitStepped;
import io.byteleap.domain.challenge.DeviceFinding;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Muster;
import io.byteleap.domain.challenge.MusterId;
import io.byteleap.domain.challenge.MusterPart;
import io.byteleap.domain.challenge.NeverTogether;
import io.byteleap.domain.challenge.Pace;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.exact.Bell;
import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.Extent;
import io.byteleap.domain.exact.RoundTrip;
import io.byteleap.domain.exact.SecretId;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Samples;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.postgres.DatabaseUrl;
import io.byteleap.persistence.read.JdbcMusters;
import io.byteleap.persistence.read.JdbcRetention;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.Musters;
import io.byteleap.port.Page;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// From the steps of challenges at musters to what can be looked up of them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MusterRowsTest {
  private static final Instant T0 = Samples.T0;
  private static final ExactVerdict SOUND = new ExactVerdict.Sound();
  private static final ExactVerdict WRONG = new ExactVerdict.Refused(ExactRefusal.PRODUCT_WRONG);
  private static final ExactVerdict AWAY = new ExactVerdict.Refused(ExactRefusal.NOT_JUDGED);

  /// What every unit makes, and shows by it if it commits before the bell.
  private static final int ROWS = 64;

  private static final double PACE = ROWS * 128 * 128 * 2 / 32.0;

  private final ChallengeProjection projection = new ChallengeProjection();
  private Database database;
  private Musters musters;

  @BeforeAll
  void open(@TempDir Path folder) throws DatabaseProblem {
    database = Database.open(new DatabaseUrl.Embedded(), folder, 4);
    musters = new JdbcMusters(database.dataSource());
  }

  @AfterAll
  void close() throws DatabaseProblem {
    database.close();
  }

  @BeforeEach
  void empty() throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      Sql.execute(connection, "TRUNCATE muster_unit, challenge, worker_record, gpu_record");
    }
  }

  @Test
  void muster_isSummedUp_withHowManyWereAtWorkAtOnce() throws SQLException {
    called("5A", "w-1", 0, "GPU-1", "GPU-2", "GPU-3");
    worked("5A", "w-1", 10, 20, SOUND, "GPU-1");
    worked("5A", "w-1", 10, 30, SOUND, "GPU-2");
    worked("5A", "w-1", 10, 30, WRONG, "GPU-3");
    called("5B", "w-1", 0, "GPU-4");
    worked("5B", "w-1", 20, 40, SOUND, "GPU-4"); // when GPU-1 had committed
    called("5C", "w-1", 0, "GPU-5");
    step("5C", "w-1", new ChallengeFailed(Failure.MUSTER_MISSED, T0.plusSeconds(71)));
    called("5C", "w-2", 0, "GPU-6", "GPU-7");
    worked("5C", "w-2", 15, 16, AWAY, "GPU-6");

    var round = musters.rounds(Page.Wish.first(10)).items().getFirst();

    assertThat(round)
        .isEqualTo(
            new Musters.Totals(
                new MusterId("m-0"),
                opens(0),
                opens(0).plusSeconds(60),
                Optional.of(bell(0)),
                3,
                4,
                7,
                3,
                2,
                1,
                1,
                1,
                new Pace(2 * PACE)));
    assertThat(round.failed()).isEqualTo(1);
  }

  @Test
  void musters_comeInPages_theNewestFirst() throws SQLException {
    for (int i = 0; i < 5; i++) {
      called("5A", "w-" + i, i, "GPU-" + i);
    }

    var first = musters.rounds(Page.Wish.first(2));
    var second = musters.rounds(new Page.Wish(10, first.next()));

    assertThat(first.items())
        .extracting(each -> each.muster().value())
        .containsExactly("m-4", "m-3");
    assertThat(second.items())
        .extracting(each -> each.muster().value())
        .containsExactly("m-2", "m-1", "m-0");
    assertThat(second.next()).isEmpty();
    assertThatThrownBy(() -> musters.rounds(new Page.Wish(1, List.of("yesterday", "m-1"))))
        .isInstanceOf(Page.UnknownKey.class);
  }

  @Test
  void claimsToOneDevice_areThoseOfTheLastMusterOfTwo() throws SQLException {
    called("5A", "w-1", 0, "GPU-1");
    worked("5A", "w-1", 10, 20, SOUND, "GPU-1");
    called("5B", "w-1", 0, "GPU-1");
    worked("5B", "w-1", 12, 25, SOUND, "GPU-1");
    called("5A", "w-1", 1, "GPU-1");
    worked("5A", "w-1", 3_610, 3_620, SOUND, "GPU-1");
    called("5B", "w-1", 1, "GPU-1");
    step("5B", "w-1", new ChallengeFailed(Failure.MUSTER_MISSED, T0.plusSeconds(3_671)));
    called("5A", "w-1", 2, "GPU-1");

    var found = musters.ofDevices(List.of(new UnitId("GPU-1"), new UnitId("GPU-unknown")));

    assertThat(found)
        .containsExactly(
            new MusterPart(
                new MusterId("m-1"),
                opens(1),
                unit("5A", "w-1", "GPU-1"),
                new MusterPart.Worked(
                    T0.plusSeconds(3_610), T0.plusSeconds(3_620), new Pace(PACE))),
            new MusterPart(
                new MusterId("m-1"),
                opens(1),
                unit("5B", "w-1", "GPU-1"),
                new MusterPart.Failed(Failure.MUSTER_MISSED)));
    assertThat(DeviceFinding.of(found)).isEqualTo(DeviceFinding.ONE_UPHELD);
    assertThat(musters.ofDevices(List.of())).isEmpty();
  }

  @Test
  void unitsThatTakeTurns_areFound_amongThoseThatDoNot() throws SQLException {
    for (int i = 0; i < 3; i++) {
      called("5A", "w-1", i, "GPU-1", "GPU-2", "GPU-3");
      int from = i * 3_600 + 10;
      worked("5A", "w-1", from, from + 5, i % 2 == 0 ? SOUND : WRONG, "GPU-1");
      worked("5A", "w-1", from, from + 5, i % 2 == 0 ? WRONG : SOUND, "GPU-2");
      worked("5A", "w-1", from, from + 5, SOUND, "GPU-3");
    }

    var halves = musters.ofHalves();

    assertThat(halves)
        .hasSize(6)
        .extracting(MusterPart::unit)
        .doesNotContain(unit("5A", "w-1", "GPU-3"));
    assertThat(NeverTogether.in(halves))
        .containsExactly(
            new NeverTogether(unit("5A", "w-1", "GPU-1"), unit("5A", "w-1", "GPU-2"), opens(2)));
  }

  @Test
  void latest_isWhatEachUnitDidAtItsLastMuster_inPages() throws SQLException {
    called("5A", "w-1", 0, "GPU-1", "GPU-2");
    worked("5A", "w-1", 10, 32, SOUND, "GPU-1");
    worked("5A", "w-1", 10, 33, SOUND, "GPU-2"); // after the bell
    called("5A", "w-1", 1, "GPU-1");
    worked("5A", "w-1", 3_610, 3_611, WRONG, "GPU-1");
    called("5B", "w-1", 0, "GPU-1");

    var first = musters.latest(Page.Wish.first(2));
    var second = musters.latest(new Page.Wish(10, first.next()));

    assertThat(first.items())
        .extracting(part -> part.unit().unit().value(), part -> part.did().word())
        .containsExactly(tuple("GPU-1", "product_wrong"), tuple("GPU-2", "sound"));
    assertThat(first.items().getLast().did())
        .isEqualTo(new MusterPart.Worked(T0.plusSeconds(10), T0.plusSeconds(33), Pace.NONE));
    assertThat(second.items())
        .extracting(MusterPart::unit, MusterPart::did)
        .containsExactly(tuple(unit("5B", "w-1", "GPU-1"), new MusterPart.Pending()));
    assertThat(second.next()).isEmpty();
    assertThatThrownBy(() -> musters.latest(new Page.Wish(1, List.of("5A"))))
        .isInstanceOf(Page.UnknownKey.class);
  }

  @Test
  void challengesAtAnyTime_leaveNoRows() throws SQLException {
    var spec = Samples.exactChallenge("c-1", "w-1", "GPU-1");
    step("5A", "w-1", new ChallengeCreated(spec, T0));
    worked("5A", "w-1", 10, 20, SOUND, "GPU-1");

    assertThat(musters.rounds(Page.Wish.first(1)).items()).isEmpty();
  }

  @Test
  void oldMusters_areForgotten_unlessTheyAreOpen() throws SQLException {
    called("5A", "w-1", 0, "GPU-1", "GPU-2");
    worked("5A", "w-1", 10, 20, SOUND, "GPU-1");
    var retention = new JdbcRetention(database.dataSource(), List.of());

    retention.forget(new JdbcRetention.Limits(opens(0), opens(0)));
    assertThat(musters.rounds(Page.Wish.first(1)).items().getFirst().units()).isEqualTo(2);
    var later = opens(0).plusSeconds(1);
    assertThat(retention.forget(new JdbcRetention.Limits(later, later)))
        .containsEntry("muster_unit", 1L);

    assertThat(musters.rounds(Page.Wish.first(1)).items().getFirst().units()).isEqualTo(1);
  }

  private static Instant opens(int muster) {
    return T0.plus(Duration.ofHours(muster));
  }

  /// Thirty-two seconds later.
  private static Instant bell(int muster) {
    return opens(muster).plusSeconds(32);
  }

  private static UnitName unit(String miner, String worker, String unit) {
    return new UnitName(new Hotkey(miner), new WorkerId(worker), new UnitId(unit));
  }

  /// The worker of this miner is called to the muster of this number.
  private void called(String miner, String worker, int number, String... units)
      throws SQLException {
    var muster =
        new Muster(
            new MusterId("m-" + number),
            opens(number),
            opens(number).plusSeconds(60),
            new Bell.At(bell(number)));
    var spec = Samples.exactChallenge(miner + worker + number, worker, units);
    step(miner, worker, new ChallengeCreated(Samples.atMuster(spec, muster), opens(number)));
  }

  /// Its units had their keys and had committed so many seconds after the start.
  private void worked(
      String miner, String worker, int from, int until, ExactVerdict verdict, String unit)
      throws SQLException {
    var id = new UnitId(unit);
    var handOut = new AtWork.HandOut(new Hotkey(miner), new SecretId("s-1"), T0.plusSeconds(from));
    var commitment =
        new ExactCommitment(
            id,
            new Extent.First(ROWS),
            TreeHash.ofHex("ab".repeat(32)),
            new WorkerKey("5a".repeat(32)),
            new KeySignature("cd".repeat(64)));
    step(miner, worker, new KeysHandedOut(handOut));
    var committed =
        new UnitChallenge.UnitCommitted(
            commitment, List.of(3), new RoundTrip.Unknown(), T0.plusSeconds(until));
    step(miner, worker, new UnitStepped(id, committed));
    step(
        miner,
        worker,
        new UnitStepped(id, new UnitChallenge.UnitSettled(verdict, T0.plusSeconds(until + 1))));
  }

  private void step(String miner, String worker, Event event) throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      projection.project(connection, "round|" + miner, new Round.Step(new WorkerId(worker), event));
    }
  }
}
