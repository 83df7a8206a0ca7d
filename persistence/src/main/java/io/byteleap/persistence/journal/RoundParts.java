package io.byteleap.persistence.journal;

import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.ChallengeSpec.Patience;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.GpuTargetPolicy;
import io.byteleap.domain.challenge.Muster;
import io.byteleap.domain.challenge.Occasion;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.challenge.UnitProof;
import io.byteleap.domain.challenge.Verdict.Sound;
import io.byteleap.domain.challenge.Verdict.UnitVerdict;
import io.byteleap.domain.challenge.Verdict.Unsound;
import io.byteleap.domain.challenge.Work;
import io.byteleap.domain.challenge.Work.CpuWork;
import io.byteleap.domain.challenge.Work.ExactWork;
import io.byteleap.domain.challenge.Work.GpuCheck;
import io.byteleap.domain.challenge.Work.GpuWork;
import io.byteleap.domain.gpu.ColumnSample;
import io.byteleap.domain.gpu.GpuTolerance;
import io.byteleap.domain.gpu.SignerKey;
import io.byteleap.domain.gpu.SignerKeys;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Numbers;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.exact.ExactParts;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/// Pieces of a round's events: what was asked of whom, what was opened, how each unit did.
///
/// Version 1 knew processors only, wrote a proof's values as the protocol does, and named no units
/// in its verdicts. Version 2 adds the GPUs' part of the work, the time for the verdict, values in
/// their packed form, and the units.
final class RoundParts {
  private static final String SOUND = "sound";

  /// What version 1 gave the verdict, without writing it down.
  private static final Duration JUDGE_IN_VERSION_1 = Duration.ofHours(1);

  private RoundParts() {}

  static JsonObject write(ChallengeSpec spec) {
    var json =
        JsonObject.builder()
            .put("id", spec.id().value())
            .put("worker", spec.worker().value())
            .put("matrix", ChallengeParts.write(spec.work()));
    switch (spec.work()) {
      case CpuWork cpu -> put(json, cpu.targets());
      case GpuWork gpu -> put(json, gpu.targets().rows()).put("gpu", writeGpu(gpu));
      case ExactWork exact -> AtWorkParts.put(json, exact);
    }
    if (spec.occasion() instanceof Muster muster) {
      json.put("muster", AtWorkParts.write(muster));
    }
    JournalParts.put(json, "collect", spec.patience().collect());
    JournalParts.put(json, "commit", spec.patience().commit());
    JournalParts.put(json, "prove", spec.patience().prove());
    return JournalParts.put(json, "judge", spec.patience().judge()).build();
  }

  private static JsonObject.Builder put(JsonObject.Builder json, TargetPolicy rows) {
    return json.put("rows", rows.rows()).put("rows_variance", rows.variance());
  }

  private static JsonObject writeGpu(GpuWork work) {
    var check = work.check();
    return JsonObject.builder()
        .put("coordinates", work.targets().coordinates())
        .put("coordinates_variance", work.targets().coordinatesVariance())
        .put("abs_tolerance", check.tolerance().absolute())
        .put("rel_tolerance", check.tolerance().relative())
        .put("share", check.tolerance().share())
        .put("sample_rate", check.columns().rate())
        .put("sample_secret", check.columns().secret())
        .putTexts("signers", check.signers().keys().stream().map(SignerKey::hex).toList())
        .putTexts("units", work.gpus().stream().map(UnitId::value).toList())
        .build();
  }

  static ChallengeSpec readSpec(JsonObject json, int version) {
    return new ChallengeSpec(
        new ChallengeId(json.text("id")),
        new WorkerId(json.text("worker")),
        readWork(json),
        new Patience(
            JournalParts.duration(json, "collect"),
            JournalParts.duration(json, "commit"),
            JournalParts.duration(json, "prove"),
            version == 1 ? JUDGE_IN_VERSION_1 : JournalParts.duration(json, "judge")),
        version < 4 ? Occasion.ANY_TIME : AtWorkParts.readOccasion(json));
  }

  private static Work readWork(JsonObject json) {
    var matrix = json.object("matrix");
    return switch (matrix.literal("challenge_type")) {
      case ChallengeParts.CPU_MATRIX ->
          new CpuWork(ChallengeParts.readMatrix(matrix), readRows(json));
      case ChallengeParts.GPU_MATRIX -> readGpu(matrix, readRows(json), json.object("gpu"));
      case ExactParts.MATMUL_EXACT_V2 -> AtWorkParts.readWork(matrix, json);
      default -> throw new JsonProblem("matrix.challenge_type", "unknown");
    };
  }

  private static TargetPolicy readRows(JsonObject json) {
    return new TargetPolicy(
        json.integerWithin("rows", 1, Integer.MAX_VALUE), json.number("rows_variance"));
  }

  private static GpuWork readGpu(JsonObject matrix, TargetPolicy rows, JsonObject json) {
    var targets =
        new GpuTargetPolicy(
            json.integerWithin("coordinates", 0, GpuTargetPolicy.COORDINATES_MAX),
            json.number("coordinates_variance"),
            rows);
    var check =
        new GpuCheck(
            new GpuTolerance(
                json.number("abs_tolerance"), json.number("rel_tolerance"), json.number("share")),
            new ColumnSample(json.number("sample_rate"), json.integer("sample_secret")),
            new SignerKeys(json.texts("signers").stream().map(SignerKey::new).toList()));
    var units = json.texts("units").stream().map(UnitId::new).toList();
    return new GpuWork(ChallengeParts.readGpuMatrix(matrix), targets, check, new TreeSet<>(units));
  }

  static List<JsonObject> write(Proof proof) {
    return proof.units().stream().map(RoundParts::write).toList();
  }

  private static JsonObject write(UnitProof unit) {
    String values = Base64.getEncoder().encodeToString(unit.values().packed().toArray());
    return ChallengeParts.writeRows(unit).put("values", values).build();
  }

  static Proof readProof(JsonObject json, int version) {
    var proofs = json.objects("proofs");
    return version == 1
        ? ChallengeParts.readProof(proofs)
        : new Proof(proofs.stream().map(RoundParts::readUnit).toList());
  }

  private static UnitProof readUnit(JsonObject json) {
    var packed = Bytes.copyOf(Base64.getDecoder().decode(json.text("values")));
    return ChallengeParts.readRows(json, Numbers.unpacked(packed));
  }

  static List<JsonObject> writeUnits(List<UnitVerdict> units) {
    return units.stream().map(RoundParts::write).toList();
  }

  private static JsonObject write(UnitVerdict unit) {
    String verdict =
        switch (unit) {
          case Sound _ -> SOUND;
          case Unsound(_, var why) -> write(why);
        };
    return JsonObject.builder().put("uuid", unit.unit().value()).put("verdict", verdict).build();
  }

  static List<UnitVerdict> readUnits(JsonObject json) {
    return json.objects("units").stream().map(RoundParts::readUnitVerdict).toList();
  }

  private static UnitVerdict readUnitVerdict(JsonObject json) {
    var unit = new UnitId(json.text("uuid"));
    String verdict = json.text("verdict");
    return verdict.equals(SOUND) ? new Sound(unit) : new Unsound(unit, readFailure(verdict));
  }

  static String write(Failure why) {
    return why.name().toLowerCase(Locale.ROOT);
  }

  static Failure readFailure(String text) {
    return Failure.valueOf(text.toUpperCase(Locale.ROOT));
  }
}
