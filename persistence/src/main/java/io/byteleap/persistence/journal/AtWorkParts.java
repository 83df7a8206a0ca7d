package io.byteleap.persistence.journal;

import io.byteleap.domain.challenge.AtWork;
import io.byteleap.domain.challenge.AtWork.HandOut;
import io.byteleap.domain.challenge.Challenge.UnitStepped;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Doubts;
import io.byteleap.domain.challenge.Muster;
import io.byteleap.domain.challenge.MusterId;
import io.byteleap.domain.challenge.Occasion;
import io.byteleap.domain.challenge.Work.ExactWork;
import io.byteleap.domain.exact.Bell;
import io.byteleap.domain.exact.Envelope;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.RoundTrip;
import io.byteleap.domain.exact.SecretId;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.exact.UnitChallenge.Answer;
import io.byteleap.domain.exact.UnitChallenge.Asked;
import io.byteleap.domain.exact.UnitChallenge.Computing;
import io.byteleap.domain.exact.UnitChallenge.Ended;
import io.byteleap.domain.exact.UnitChallenge.Judging;
import io.byteleap.domain.exact.UnitChallenge.UnitCommitted;
import io.byteleap.domain.exact.UnitChallenge.UnitOpened;
import io.byteleap.domain.exact.UnitChallenge.UnitSettled;
import io.byteleap.domain.exact.UnitTerms;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.exact.ExactParts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/// Pieces of a round's events that are of challenge v2: the work, the hand-out, the steps of units.
/// Commitments are written as the protocol writes them. Keys, secrets and opened rows are never
/// written.
final class AtWorkParts {
  private static final String UNIT = "uuid";
  private static final String ROWS = "rows";
  private static final String SOUND = "sound";
  private static final String FASTEST = "fastest";
  private static final String SLOWEST = "slowest";
  private static final String JUDGED = "judged";
  private static final String BELL = "bell";
  private static final String ROUND_TRIP = "round_trip";

  private AtWorkParts() {}

  static void put(JsonObject.Builder json, ExactWork work) {
    json.putObjects(
        "units",
        work.terms().entrySet().stream()
            .map(unit -> write(unit.getKey(), unit.getValue()))
            .toList());
  }

  /// A unit without an envelope is written as before there were any.
  private static JsonObject write(UnitId unit, UnitTerms terms) {
    var json = JsonObject.builder().put(UNIT, unit.value()).put(ROWS, terms.rows());
    return switch (terms.envelope()) {
      case Envelope.None() -> json.build();
      case Envelope.Span(var fastest, var slowest, var judged) -> {
        JournalParts.put(json, FASTEST, fastest);
        yield JournalParts.put(json, SLOWEST, slowest)
            .put(JUDGED, judged.name().toLowerCase(Locale.ROOT))
            .build();
      }
    };
  }

  static ExactWork readWork(JsonObject matrix, JsonObject json) {
    var terms = new TreeMap<UnitId, UnitTerms>();
    json.objects("units").forEach(unit -> terms.put(unit(unit), readTerms(unit)));
    return new ExactWork(ExactParts.readShape(matrix), terms);
  }

  private static UnitTerms readTerms(JsonObject json) {
    int rows = json.integerWithin(ROWS, 1, Integer.MAX_VALUE);
    return json.has(FASTEST)
        ? new UnitTerms(
            rows,
            new Envelope.Span(
                JournalParts.duration(json, FASTEST),
                JournalParts.duration(json, SLOWEST),
                Envelope.Judged.valueOf(json.text(JUDGED).toUpperCase(Locale.ROOT))))
        : new UnitTerms(rows);
  }

  static JsonObject write(Muster muster) {
    var json = JsonObject.builder().put("id", muster.id().value());
    JournalParts.put(json, "opens", muster.opensAt());
    JournalParts.put(json, "closes", muster.closesAt());
    return switch (muster.bell()) {
      case Bell.None() -> json.build();
      case Bell.At(var at) -> JournalParts.put(json, BELL, at).build();
    };
  }

  /// Where none is written, works were to be whole.
  private static Bell readBell(JsonObject muster) {
    return muster.has(BELL) ? new Bell.At(JournalParts.instant(muster, BELL)) : new Bell.None();
  }

  /// A muster where one is written, and else any time.
  static Occasion readOccasion(JsonObject json) {
    return json.optionalObject("muster")
        .<Occasion>map(
            muster ->
                new Muster(
                    new MusterId(muster.text("id")),
                    JournalParts.instant(muster, "opens"),
                    JournalParts.instant(muster, "closes"),
                    readBell(muster)))
        .orElse(Occasion.ANY_TIME);
  }

  private static UnitId unit(JsonObject json) {
    return new UnitId(json.text(UNIT));
  }

  static JsonObject.Builder write(HandOut handOut) {
    return JournalParts.at(handOut.at())
        .put("miner", handOut.miner().value())
        .put("secret", handOut.secret().value());
  }

  static HandOut readHandOut(JsonObject json) {
    return new HandOut(
        new Hotkey(json.text("miner")),
        new SecretId(json.text("secret")),
        JournalParts.readAt(json));
  }

  static JsonObject.Builder write(UnitStepped step) {
    var json = JournalParts.at(step.at()).put(UNIT, step.unit().value());
    return switch (step.event()) {
      case UnitCommitted(var commitment, var rows, var roundTrip, _) ->
          put(
              json.put("commitment", ExactParts.write(commitment)).putIntegers(ROWS, rows),
              roundTrip);
      case UnitOpened _ -> json;
      case UnitSettled(var verdict, _) -> put(json, verdict);
    };
  }

  /// One that is not known is not written, as before there were any.
  private static JsonObject.Builder put(JsonObject.Builder json, RoundTrip roundTrip) {
    return switch (roundTrip) {
      case RoundTrip.Unknown() -> json;
      case RoundTrip.AtMost(var value) -> JournalParts.put(json, ROUND_TRIP, value);
    };
  }

  private static RoundTrip readRoundTrip(JsonObject json) {
    return json.has(ROUND_TRIP)
        ? new RoundTrip.AtMost(JournalParts.duration(json, ROUND_TRIP))
        : new RoundTrip.Unknown();
  }

  private static JsonObject.Builder put(JsonObject.Builder json, ExactVerdict verdict) {
    return switch (verdict) {
      case ExactVerdict.Sound() -> json.put("verdict", SOUND);
      case ExactVerdict.Refused(var why, var row) ->
          json.put("verdict", why.code()).put("row", row);
    };
  }

  private static ExactVerdict readVerdict(JsonObject json) {
    String verdict = json.text("verdict");
    return verdict.equals(SOUND)
        ? new ExactVerdict.Sound()
        : new ExactVerdict.Refused(
            readRefusal(verdict),
            json.integerWithin("row", ExactVerdict.Refused.NO_ROW, Integer.MAX_VALUE));
  }

  private static ExactRefusal readRefusal(String code) {
    return ExactRefusal.valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  static UnitStepped readCommitted(JsonObject json) {
    return stepped(
        json,
        new UnitCommitted(
            ExactParts.readCommitment(json.object("commitment")),
            json.indicesOrNone(ROWS),
            readRoundTrip(json),
            JournalParts.readAt(json)));
  }

  static UnitStepped readOpened(JsonObject json) {
    return stepped(json, new UnitOpened(JournalParts.readAt(json)));
  }

  static UnitStepped readSettled(JsonObject json) {
    return stepped(json, new UnitSettled(readVerdict(json), JournalParts.readAt(json)));
  }

  private static UnitStepped stepped(JsonObject json, UnitChallenge.Event event) {
    return new UnitStepped(unit(json), event);
  }

  static void put(JsonObject.Builder json, AtWork atWork) {
    json.put("hand_out", write(atWork.handOut()).build())
        .putObjects("units", atWork.units().values().stream().map(AtWorkParts::write).toList());
  }

  private static JsonObject write(UnitChallenge unit) {
    var json = JsonObject.builder().put(UNIT, unit.spec().unit().unit().value());
    return switch (unit) {
      case Computing _ -> json.put("status", "computing").build();
      case Asked(_, _, var answer) -> put(json.put("status", "asked"), answer).build();
      case Judging(_, _, var answer, var openedAt) -> {
        put(json.put("status", "judging"), answer);
        yield JournalParts.put(json, "opened", openedAt).build();
      }
      case Ended(_, var verdict, var computing, var at) -> {
        put(json.put("status", "ended"), verdict);
        JournalParts.put(json, "compute_time", computing);
        yield JournalParts.put(json, "at", at).build();
      }
    };
  }

  private static JsonObject.Builder put(JsonObject.Builder json, Answer answer) {
    json.put("commitment", ExactParts.write(answer.commitment())).putIntegers(ROWS, answer.rows());
    return JournalParts.put(put(json, answer.roundTrip()), "committed", answer.at());
  }

  /// Each unit begins as the challenge gives it, and is then what was written of it.
  static AtWork readAtWork(ChallengeSpec spec, JsonObject json) {
    var begun = AtWork.begin(spec, readHandOut(json.object("hand_out")));
    var units = new TreeMap<UnitId, UnitChallenge>();
    for (JsonObject unit : json.objects("units")) {
      var fresh =
          begun
              .of(unit(unit))
              .orElseThrow(() -> new JsonProblem("units", "of which one was not asked"));
      units.put(unit(unit), readUnit(fresh, begun.handOut().at(), unit));
    }
    return new AtWork(spec, begun.handOut(), units);
  }

  private static UnitChallenge readUnit(UnitChallenge fresh, Instant handedAt, JsonObject json) {
    var spec = fresh.spec();
    return switch (json.literal("status")) {
      case "computing" -> fresh;
      case "asked" -> new Asked(spec, handedAt, readAnswer(json));
      case "judging" ->
          new Judging(spec, handedAt, readAnswer(json), JournalParts.instant(json, "opened"));
      case "ended" ->
          new Ended(
              spec,
              readVerdict(json),
              JournalParts.duration(json, "compute_time"),
              JournalParts.readAt(json));
      default -> throw new JsonProblem("status", "unknown");
    };
  }

  private static Answer readAnswer(JsonObject json) {
    return new Answer(
        ExactParts.readCommitment(json.object("commitment")),
        json.indicesOrNone(ROWS),
        readRoundTrip(json),
        JournalParts.instant(json, "committed"));
  }

  static List<JsonObject> write(Doubts doubts) {
    List<JsonObject> written = new ArrayList<>();
    doubts
        .byWorker()
        .forEach(
            (worker, units) ->
                units.forEach(
                    (unit, times) ->
                        written.add(
                            JsonObject.builder()
                                .put("worker", worker.value())
                                .put(UNIT, unit.value())
                                .putTexts("at", times.stream().map(Instant::toString).toList())
                                .build())));
    return written;
  }

  static Doubts readDoubts(List<JsonObject> items) {
    var byWorker = new TreeMap<WorkerId, SortedMap<UnitId, List<Instant>>>();
    for (JsonObject json : items) {
      byWorker
          .computeIfAbsent(new WorkerId(json.text("worker")), _ -> new TreeMap<>())
          .put(unit(json), json.texts("at").stream().map(Instant::parse).toList());
    }
    return new Doubts(byWorker);
  }
}
