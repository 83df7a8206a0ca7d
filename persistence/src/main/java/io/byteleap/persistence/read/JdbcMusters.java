package io.byteleap.persistence.read;

import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.MusterId;
import io.byteleap.domain.challenge.MusterPart;
import io.byteleap.domain.challenge.Pace;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.persistence.sql.Keys;
import io.byteleap.persistence.sql.Question;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.Musters;
import io.byteleap.port.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/// What units did at musters, in PostgreSQL.
public final class JdbcMusters implements Musters {
  /// Most units at work at once, of those that were found sound; who begins when another has
  /// committed is not at work with it.
  private static final String AT_ONCE =
      "(SELECT coalesce(max(running.units), 0) FROM (SELECT sum(change.step)"
          + " OVER (ORDER BY change.at, change.step) AS units FROM"
          + " (SELECT handed_at AS at, 1 AS step FROM muster_unit"
          + " WHERE muster_id = muster.muster_id AND verdict = 'sound'"
          + " UNION ALL SELECT committed_at, -1 FROM muster_unit"
          + " WHERE muster_id = muster.muster_id AND verdict = 'sound') change) running)";

  /// Multiply-adds a second of a unit that had committed before the bell, as [Muster#pace] has it.
  private static final String PACE =
      "CASE WHEN verdict = 'sound' AND committed_at <= bell_at THEN"
          + " rows_made::float8 * matrix_size * matrix_size * iterations"
          + " / extract(epoch FROM bell_at - opens_at)::float8 END";

  private static final String PART = "part.*, " + PACE + " AS pace FROM muster_unit part";

  private static final String ROUNDS =
      "SELECT muster.*, "
          + AT_ONCE
          + " AS at_once FROM (SELECT muster_id, min(opens_at) AS opens_at,"
          + " min(closes_at) AS closes_at, min(bell_at) AS bell_at, count(*) AS units,"
          + " sum("
          + PACE
          + ") AS pace,"
          + " count(DISTINCT (hotkey, worker_id)) AS workers, count(DISTINCT hotkey) AS miners,"
          + " count(*) FILTER (WHERE verdict = 'sound') AS sound,"
          + " count(*) FILTER (WHERE verdict = 'muster_missed') AS missed,"
          + " count(*) FILTER (WHERE verdict IN ('not_judged', 'validator_away')) AS excused,"
          + " count(*) FILTER (WHERE verdict IS NULL) AS pending"
          + " FROM muster_unit GROUP BY muster_id) muster";

  private static final int UNIT_KEY_PARTS = 3;

  private final DataSource pool;

  public JdbcMusters(DataSource pool) {
    this.pool = pool;
  }

  @Override
  public Page<Totals> rounds(Page.Wish wish) {
    var values = new ArrayList<>(Keys.timeAndId(wish));
    values.add(wish.look());
    var found =
        answered(
            connection ->
                Sql.query(
                    connection,
                    JdbcMusters::totals,
                    ROUNDS
                        + (wish.after().isEmpty()
                            ? ""
                            : " WHERE opens_at < ? OR (opens_at = ? AND muster_id > ?)")
                        + " ORDER BY opens_at DESC, muster_id LIMIT ?",
                    values.toArray()));
    return Page.of(found, wish, each -> List.of(each.opensAt().toString(), each.muster().value()));
  }

  @Override
  public Page<MusterPart> latest(Page.Wish wish) {
    var values =
        new ArrayList<Object>(
            wish.after().isEmpty() ? List.of() : Keys.checked(wish, UNIT_KEY_PARTS));
    values.add(wish.look());
    var found =
        answered(
            connection ->
                Sql.query(
                    connection,
                    JdbcMusters::part,
                    "SELECT DISTINCT ON (hotkey, worker_id, unit) "
                        + PART
                        + (wish.after().isEmpty()
                            ? ""
                            : " WHERE (hotkey, worker_id, unit) > (?, ?, ?)")
                        + " ORDER BY hotkey, worker_id, unit, opens_at DESC LIMIT ?",
                    values.toArray()));
    return Page.of(
        found,
        wish,
        part ->
            List.of(
                part.unit().hotkey().value(),
                part.unit().worker().value(),
                part.unit().unit().value()));
  }

  @Override
  public List<MusterPart> ofDevices(Collection<UnitId> devices) {
    String[] units = devices.stream().map(UnitId::value).toArray(String[]::new);
    return answered(
        connection ->
            Sql.query(
                connection,
                JdbcMusters::part,
                "SELECT "
                    + PART
                    + " JOIN"
                    + " (SELECT DISTINCT ON (unit) unit, muster_id FROM muster_unit"
                    + " WHERE unit = ANY(?) GROUP BY unit, muster_id HAVING count(*) > 1"
                    + " ORDER BY unit, min(opens_at) DESC) last"
                    + " ON part.unit = last.unit AND part.muster_id = last.muster_id"
                    + " ORDER BY part.unit, part.hotkey, part.worker_id",
                (Object) units));
  }

  @Override
  public List<MusterPart> ofHalves() {
    return answered(
        connection ->
            Sql.query(
                connection,
                JdbcMusters::part,
                "SELECT "
                    + PART
                    + " JOIN"
                    + " (SELECT hotkey, worker_id, unit FROM muster_unit"
                    + " GROUP BY hotkey, worker_id, unit"
                    + " HAVING bool_or(verdict = 'sound') AND bool_or(verdict <> 'sound')"
                    + " ORDER BY max(opens_at) DESC, hotkey, worker_id, unit LIMIT ?) half"
                    + " USING (hotkey, worker_id, unit)"
                    + " ORDER BY part.opens_at DESC LIMIT ?",
                HALVES_MAX,
                PARTS_MAX));
  }

  private <T> T answered(Question<T> question) {
    return Question.answered(pool, question);
  }

  private static Totals totals(ResultSet row) throws SQLException {
    return new Totals(
        new MusterId(row.getString("muster_id")),
        Sql.instant(row, "opens_at").orElseThrow(),
        Sql.instant(row, "closes_at").orElseThrow(),
        Sql.instant(row, "bell_at"),
        row.getLong("miners"),
        row.getLong("workers"),
        row.getLong("units"),
        row.getLong("sound"),
        row.getLong("at_once"),
        row.getLong("missed"),
        row.getLong("excused"),
        row.getLong("pending"),
        pace(row));
  }

  /// 0 where there is none.
  private static Pace pace(ResultSet row) throws SQLException {
    return new Pace(row.getDouble("pace"));
  }

  private static MusterPart part(ResultSet row) throws SQLException {
    return new MusterPart(
        new MusterId(row.getString("muster_id")),
        Sql.instant(row, "opens_at").orElseThrow(),
        new UnitName(
            new Hotkey(row.getString("hotkey")),
            new WorkerId(row.getString("worker_id")),
            new UnitId(row.getString("unit"))),
        did(row));
  }

  private static MusterPart.Did did(ResultSet row) throws SQLException {
    var handedAt = Sql.instant(row, "handed_at");
    var committedAt = Sql.instant(row, "committed_at");
    var verdict = Optional.ofNullable(row.getString("verdict"));
    if (verdict.isEmpty()) {
      return new MusterPart.Pending();
    }
    return verdict.get().equals("sound")
        ? new MusterPart.Worked(handedAt.orElseThrow(), committedAt.orElseThrow(), pace(row))
        : new MusterPart.Failed(Failure.ofWord(verdict.get()));
  }
}
