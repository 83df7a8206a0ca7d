package io.byteleap.persistence.journal;

import io.byteleap.domain.challenge.AtWork;
import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.Challenge.Answer;
import io.byteleap.domain.challenge.Challenge.ChallengeCreated;
import io.byteleap.domain.challenge.Challenge.ChallengeFailed;
import io.byteleap.domain.challenge.Challenge.ChallengeSent;
import io.byteleap.domain.challenge.Challenge.ChallengeVerified;
import io.byteleap.domain.challenge.Challenge.Committed;
import io.byteleap.domain.challenge.Challenge.Created;
import io.byteleap.domain.challenge.Challenge.Failed;
import io.byteleap.domain.challenge.Challenge.KeysHandedOut;
import io.byteleap.domain.challenge.Challenge.ProofReceived;
import io.byteleap.domain.challenge.Challenge.RootCommitted;
import io.byteleap.domain.challenge.Challenge.Sent;
import io.byteleap.domain.challenge.Challenge.UnitStepped;
import io.byteleap.domain.challenge.Challenge.Verified;
import io.byteleap.domain.challenge.Challenge.Verifying;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Muster;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.challenge.Verdict;
import io.byteleap.domain.challenge.Verdict.UnitVerdict;
import io.byteleap.domain.challenge.Work.ExactWork;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.ChallengeParts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// Events and state of a miner's round of challenges. Commitments, targets and paths are written as
/// protocol v1 writes them, which will not change either; the rest as in [RoundParts].
final class RoundFamily implements EventFamily {
  private static final String SENT = "challenge/sent/1";
  private static final String ROOT_COMMITTED = "challenge/root-committed/1";
  private static final String CREATED = "challenge/created/2";
  private static final String PROOF_RECEIVED = "challenge/proof-received/2";
  private static final String VERIFIED = "challenge/verified/2";
  private static final String FAILED = "challenge/failed/2";
  private static final String EXACT_CREATED = "challenge/exact-created/1";
  private static final String MUSTER_CREATED = "challenge/exact-created/2";
  private static final String KEYS_HANDED_OUT = "challenge/keys-handed-out/1";
  private static final String UNIT_COMMITTED = "challenge/unit-committed/1";
  private static final String UNIT_OPENED = "challenge/unit-opened/1";
  private static final String UNIT_SETTLED = "challenge/unit-settled/1";
  private static final String STATE = "challenge/round-state/3";
  private static final String MUSTER_STATE = "challenge/round-state/4";

  private static final String CREATED_1 = "challenge/created/1";
  private static final String PROOF_RECEIVED_1 = "challenge/proof-received/1";
  private static final String VERIFIED_1 = "challenge/verified/1";
  private static final String FAILED_1 = "challenge/failed/1";
  private static final String STATE_1 = "challenge/round-state/1";
  private static final String STATE_2 = "challenge/round-state/2";

  /// Whom a verdict of version 1 was about.
  private static final List<UnitVerdict> THE_CPU = List.of(new Verdict.Sound(UnitId.CPU));

  private static final Set<String> MANIFESTS =
      Set.of(
          SENT,
          ROOT_COMMITTED,
          CREATED,
          PROOF_RECEIVED,
          VERIFIED,
          FAILED,
          EXACT_CREATED,
          MUSTER_CREATED,
          KEYS_HANDED_OUT,
          UNIT_COMMITTED,
          UNIT_OPENED,
          UNIT_SETTLED,
          STATE,
          MUSTER_STATE,
          CREATED_1,
          PROOF_RECEIVED_1,
          VERIFIED_1,
          FAILED_1,
          STATE_1,
          STATE_2);

  @Override
  public boolean writes(Object value) {
    return value instanceof Round.Step || value instanceof Round;
  }

  @Override
  public boolean reads(String manifest) {
    return MANIFESTS.contains(manifest);
  }

  @Override
  public String manifestOf(Object value) {
    return value instanceof Round round
        ? manifestOf(round)
        : manifestOf(((Round.Step) value).event());
  }

  /// With challenges of a muster it has another form.
  private static String manifestOf(Round round) {
    return round.latest().values().stream().anyMatch(held -> isOfMuster(held.spec()))
        ? MUSTER_STATE
        : STATE;
  }

  private static boolean isOfMuster(ChallengeSpec spec) {
    return spec.occasion() instanceof Muster;
  }

  private static String manifestOf(Challenge.Event event) {
    return switch (event) {
      case ChallengeCreated(var spec, _) when isOfMuster(spec) -> MUSTER_CREATED;
      case ChallengeCreated(var spec, _) when spec.work() instanceof ExactWork -> EXACT_CREATED;
      case ChallengeCreated _ -> CREATED;
      case ChallengeSent _ -> SENT;
      case RootCommitted _ -> ROOT_COMMITTED;
      case ProofReceived _ -> PROOF_RECEIVED;
      case KeysHandedOut _ -> KEYS_HANDED_OUT;
      case UnitStepped(_, var step) -> manifestOf(step);
      case ChallengeVerified _ -> VERIFIED;
      case ChallengeFailed _ -> FAILED;
    };
  }

  private static String manifestOf(UnitChallenge.Event event) {
    return switch (event) {
      case UnitChallenge.UnitCommitted _ -> UNIT_COMMITTED;
      case UnitChallenge.UnitOpened _ -> UNIT_OPENED;
      case UnitChallenge.UnitSettled _ -> UNIT_SETTLED;
    };
  }

  @Override
  public JsonObject write(Object value) {
    if (value instanceof Round round) {
      return JsonObject.builder()
          .putObjects(
              "challenges", round.latest().values().stream().map(RoundFamily::write).toList())
          .putObjects("doubts", AtWorkParts.write(round.doubts()))
          .build();
    }
    var step = (Round.Step) value;
    return write(step.event()).put("worker", step.worker().value()).build();
  }

  private static JsonObject.Builder write(Challenge.Event event) {
    return switch (event) {
      case ChallengeCreated(var spec, var at) ->
          JournalParts.at(at).put("spec", RoundParts.write(spec));
      case ChallengeSent(var at) -> JournalParts.at(at);
      case RootCommitted(var commitments, var targets, var at) ->
          JournalParts.at(at).putAll(write(new Answer(commitments, targets, at)));
      case ProofReceived(var proof, var at) ->
          JournalParts.at(at).putObjects("proofs", RoundParts.write(proof));
      case KeysHandedOut(var handOut) -> AtWorkParts.write(handOut);
      case UnitStepped step -> AtWorkParts.write(step);
      case ChallengeVerified(var computeTime, var units, var at) ->
          JournalParts.put(JournalParts.at(at), "compute_time", computeTime)
              .putObjects("units", RoundParts.writeUnits(units));
      case ChallengeFailed(var why, var units, var at) ->
          JournalParts.at(at)
              .put("why", RoundParts.write(why))
              .putObjects("units", RoundParts.writeUnits(units));
    };
  }

  private static JsonObject write(Answer answer) {
    var json =
        JsonObject.builder()
            .putObjects(
                "commitments", answer.commitments().stream().map(ChallengeParts::write).toList())
            .putObjects("targets", answer.targets().stream().map(ChallengeParts::write).toList());
    return JournalParts.put(json, "committed", answer.committedAt()).build();
  }

  private static JsonObject write(Challenge challenge) {
    var json = JsonObject.builder().put("spec", RoundParts.write(challenge.spec()));
    return switch (challenge) {
      case Created(_, var createdAt) ->
          JournalParts.put(json.put("status", "created"), "at", createdAt).build();
      case Sent(_, var sentAt) ->
          JournalParts.put(json.put("status", "sent"), "at", sentAt).build();
      case Committed(_, var sentAt, var answer) ->
          JournalParts.put(json.put("status", "committed"), "at", sentAt)
              .put("answer", write(answer))
              .build();
      case Verifying(_, var sentAt, var answer, var proof, var provenAt) -> {
        JournalParts.put(json.put("status", "verifying"), "at", sentAt)
            .put("answer", write(answer))
            .putObjects("proofs", RoundParts.write(proof));
        yield JournalParts.put(json, "proven", provenAt).build();
      }
      case AtWork atWork -> {
        AtWorkParts.put(
            JournalParts.put(json.put("status", "at-work"), "at", atWork.handOut().at()), atWork);
        yield json.build();
      }
      case Verified(_, var computeTime, var units, var at) -> {
        JournalParts.put(json.put("status", "verified"), "at", at);
        yield JournalParts.put(json, "compute_time", computeTime)
            .putObjects("units", RoundParts.writeUnits(units))
            .build();
      }
      case Failed(_, var why, var units, var at) ->
          JournalParts.put(json.put("status", "failed"), "at", at)
              .put("why", RoundParts.write(why))
              .putObjects("units", RoundParts.writeUnits(units))
              .build();
    };
  }

  @Override
  public Object read(String manifest, JsonObject json) {
    return switch (manifest) {
      case MUSTER_STATE -> readState(json, 4);
      case STATE -> readState(json, 3);
      case STATE_2 -> readState(json, 2);
      case STATE_1 -> readState(json, 1);
      default -> new Round.Step(new WorkerId(json.text("worker")), readEvent(manifest, json));
    };
  }

  private static Challenge.Event readEvent(String manifest, JsonObject json) {
    var at = JournalParts.readAt(json);
    return switch (manifest) {
      case CREATED -> new ChallengeCreated(RoundParts.readSpec(json.object("spec"), 2), at);
      case CREATED_1 -> new ChallengeCreated(RoundParts.readSpec(json.object("spec"), 1), at);
      case SENT -> new ChallengeSent(at);
      case ROOT_COMMITTED -> {
        var answer = readAnswer(json);
        yield new RootCommitted(answer.commitments(), answer.targets(), at);
      }
      case EXACT_CREATED -> new ChallengeCreated(RoundParts.readSpec(json.object("spec"), 2), at);
      case MUSTER_CREATED -> new ChallengeCreated(RoundParts.readSpec(json.object("spec"), 4), at);
      case KEYS_HANDED_OUT -> new KeysHandedOut(AtWorkParts.readHandOut(json));
      case UNIT_COMMITTED -> AtWorkParts.readCommitted(json);
      case UNIT_OPENED -> AtWorkParts.readOpened(json);
      case UNIT_SETTLED -> AtWorkParts.readSettled(json);
      case PROOF_RECEIVED -> new ProofReceived(RoundParts.readProof(json, 2), at);
      case PROOF_RECEIVED_1 -> new ProofReceived(RoundParts.readProof(json, 1), at);
      case VERIFIED -> new ChallengeVerified(readTime(json), RoundParts.readUnits(json), at);
      case VERIFIED_1 -> new ChallengeVerified(readTime(json), THE_CPU, at);
      case FAILED -> new ChallengeFailed(readFailure(json), RoundParts.readUnits(json), at);
      case FAILED_1 -> new ChallengeFailed(readFailure(json), at);
      default -> throw new IllegalStateException("BUG: " + manifest);
    };
  }

  private static Duration readTime(JsonObject json) {
    return JournalParts.duration(json, "compute_time");
  }

  private static Failure readFailure(JsonObject json) {
    return RoundParts.readFailure(json.text("why"));
  }

  private static Answer readAnswer(JsonObject json) {
    return new Answer(
        ChallengeParts.readCommitments(json.objects("commitments")),
        ChallengeParts.readTargets(json.objects("targets")),
        JournalParts.instant(json, "committed"));
  }

  private static Round readState(JsonObject json, int version) {
    var latest = new TreeMap<WorkerId, Challenge>();
    json.objects("challenges").stream()
        .map(challenge -> readChallenge(challenge, version))
        .forEach(challenge -> latest.put(challenge.spec().worker(), challenge));
    return version < 3
        ? new Round(latest)
        : new Round(latest, AtWorkParts.readDoubts(json.objects("doubts")));
  }

  private static Challenge readChallenge(JsonObject json, int version) {
    var spec = RoundParts.readSpec(json.object("spec"), version);
    var at = JournalParts.readAt(json);
    return switch (json.literal("status")) {
      case "created" -> new Created(spec, at);
      case "sent" -> new Sent(spec, at);
      case "committed" -> new Committed(spec, at, readAnswer(json.object("answer")));
      case "at-work" -> AtWorkParts.readAtWork(spec, json);
      case "verifying" -> readVerifying(spec, at, json, version);
      case "verified" ->
          new Verified(
              spec, readTime(json), version == 1 ? THE_CPU : RoundParts.readUnits(json), at);
      case "failed" ->
          new Failed(
              spec, readFailure(json), version == 1 ? List.of() : RoundParts.readUnits(json), at);
      default -> throw new JsonProblem("status", "unknown");
    };
  }

  /// Version 1 did not say when the proof came: not before the commitment.
  private static Verifying readVerifying(
      ChallengeSpec spec, Instant sentAt, JsonObject json, int version) {
    var answer = readAnswer(json.object("answer"));
    var provenAt = version == 1 ? answer.committedAt() : JournalParts.instant(json, "proven");
    return new Verifying(spec, sentAt, answer, RoundParts.readProof(json, version), provenAt);
  }
}
