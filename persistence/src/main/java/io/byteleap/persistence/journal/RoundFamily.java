package io.byteleap.persistence.journal;

import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.Challenge.Answer;
import io.byteleap.domain.challenge.Challenge.ChallengeCreated;
import io.byteleap.domain.challenge.Challenge.ChallengeFailed;
import io.byteleap.domain.challenge.Challenge.ChallengeSent;
import io.byteleap.domain.challenge.Challenge.ChallengeVerified;
import io.byteleap.domain.challenge.Challenge.Committed;
import io.byteleap.domain.challenge.Challenge.Created;
import io.byteleap.domain.challenge.Challenge.Failed;
import io.byteleap.domain.challenge.Challenge.ProofReceived;
import io.byteleap.domain.challenge.Challenge.RootCommitted;
import io.byteleap.domain.challenge.Challenge.Sent;
import io.byteleap.domain.challenge.Challenge.Verified;
import io.byteleap.domain.challenge.Challenge.Verifying;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.ChallengeSpec.Patience;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.ChallengeParts;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// Events and state of a miner's round of challenges. Commitments, targets and openings are written
/// as protocol v1 writes them, which will not change either.
final class RoundFamily implements EventFamily {
  private static final String CREATED = "challenge/created/1";
  private static final String SENT = "challenge/sent/1";
  private static final String ROOT_COMMITTED = "challenge/root-committed/1";
  private static final String PROOF_RECEIVED = "challenge/proof-received/1";
  private static final String VERIFIED = "challenge/verified/1";
  private static final String FAILED = "challenge/failed/1";
  private static final String STATE = "challenge/round-state/1";

  @Override
  public boolean writes(Object value) {
    return value instanceof Round.Step || value instanceof Round;
  }

  @Override
  public boolean reads(String manifest) {
    return List.of(CREATED, SENT, ROOT_COMMITTED, PROOF_RECEIVED, VERIFIED, FAILED, STATE)
        .contains(manifest);
  }

  @Override
  public String manifestOf(Object value) {
    return value instanceof Round ? STATE : manifestOf(((Round.Step) value).event());
  }

  private static String manifestOf(Challenge.Event event) {
    return switch (event) {
      case ChallengeCreated _ -> CREATED;
      case ChallengeSent _ -> SENT;
      case RootCommitted _ -> ROOT_COMMITTED;
      case ProofReceived _ -> PROOF_RECEIVED;
      case ChallengeVerified _ -> VERIFIED;
      case ChallengeFailed _ -> FAILED;
    };
  }

  @Override
  public JsonObject write(Object value) {
    if (value instanceof Round round) {
      return JsonObject.builder()
          .putObjects(
              "challenges", round.latest().values().stream().map(RoundFamily::write).toList())
          .build();
    }
    var step = (Round.Step) value;
    return write(step.event()).put("worker", step.worker().value()).build();
  }

  private static JsonObject.Builder write(Challenge.Event event) {
    return switch (event) {
      case ChallengeCreated(var spec, var at) -> JournalParts.at(at).put("spec", write(spec));
      case ChallengeSent(var at) -> JournalParts.at(at);
      case RootCommitted(var commitments, var targets, var at) ->
          JournalParts.at(at).putAll(write(new Answer(commitments, targets, at)));
      case ProofReceived(var proof, var at) ->
          JournalParts.at(at).putObjects("proofs", write(proof));
      case ChallengeVerified(var computeTime, var at) ->
          JournalParts.put(JournalParts.at(at), "compute_time", computeTime);
      case ChallengeFailed(var why, var at) -> JournalParts.at(at).put("why", write(why));
    };
  }

  private static JsonObject write(ChallengeSpec spec) {
    var json =
        JsonObject.builder()
            .put("id", spec.id().value())
            .put("worker", spec.worker().value())
            .put("matrix", ChallengeParts.write(spec.matrix()))
            .put("rows", spec.targets().rows())
            .put("rows_variance", spec.targets().variance());
    JournalParts.put(json, "collect", spec.patience().collect());
    JournalParts.put(json, "commit", spec.patience().commit());
    return JournalParts.put(json, "prove", spec.patience().prove()).build();
  }

  private static JsonObject write(Answer answer) {
    var json =
        JsonObject.builder()
            .putObjects(
                "commitments", answer.commitments().stream().map(ChallengeParts::write).toList())
            .putObjects("targets", answer.targets().stream().map(ChallengeParts::write).toList());
    return JournalParts.put(json, "committed", answer.committedAt()).build();
  }

  private static List<JsonObject> write(Proof proof) {
    return proof.units().stream().map(ChallengeParts::write).toList();
  }

  private static String write(Failure why) {
    return why.name().toLowerCase(Locale.ROOT);
  }

  private static JsonObject write(Challenge challenge) {
    var json = JsonObject.builder().put("spec", write(challenge.spec()));
    return switch (challenge) {
      case Created(_, var createdAt) ->
          JournalParts.put(json.put("status", "created"), "at", createdAt).build();
      case Sent(_, var sentAt) ->
          JournalParts.put(json.put("status", "sent"), "at", sentAt).build();
      case Committed(_, var sentAt, var answer) ->
          JournalParts.put(json.put("status", "committed"), "at", sentAt)
              .put("answer", write(answer))
              .build();
      case Verifying(_, var sentAt, var answer, var proof) ->
          JournalParts.put(json.put("status", "verifying"), "at", sentAt)
              .put("answer", write(answer))
              .putObjects("proofs", write(proof))
              .build();
      case Verified(_, var computeTime, var at) ->
          JournalParts.put(
                  JournalParts.put(json.put("status", "verified"), "at", at),
                  "compute_time",
                  computeTime)
              .build();
      case Failed(_, var why, var at) ->
          JournalParts.put(json.put("status", "failed"), "at", at).put("why", write(why)).build();
    };
  }

  @Override
  public Object read(String manifest, JsonObject json) {
    return manifest.equals(STATE)
        ? readState(json)
        : new Round.Step(new WorkerId(json.text("worker")), readEvent(manifest, json));
  }

  private static Challenge.Event readEvent(String manifest, JsonObject json) {
    var at = JournalParts.readAt(json);
    return switch (manifest) {
      case CREATED -> new ChallengeCreated(readSpec(json.object("spec")), at);
      case SENT -> new ChallengeSent(at);
      case ROOT_COMMITTED -> {
        var answer = readAnswer(json);
        yield new RootCommitted(answer.commitments(), answer.targets(), at);
      }
      case PROOF_RECEIVED -> new ProofReceived(readProof(json), at);
      case VERIFIED -> new ChallengeVerified(JournalParts.duration(json, "compute_time"), at);
      case FAILED -> new ChallengeFailed(readFailure(json), at);
      default -> throw new IllegalStateException("BUG: " + manifest);
    };
  }

  private static ChallengeSpec readSpec(JsonObject json) {
    return new ChallengeSpec(
        new ChallengeId(json.text("id")),
        new WorkerId(json.text("worker")),
        ChallengeParts.readMatrix(json.object("matrix")),
        new TargetPolicy(
            json.integerWithin("rows", 1, Integer.MAX_VALUE), json.number("rows_variance")),
        new Patience(
            JournalParts.duration(json, "collect"),
            JournalParts.duration(json, "commit"),
            JournalParts.duration(json, "prove")));
  }

  private static Answer readAnswer(JsonObject json) {
    return new Answer(
        ChallengeParts.readCommitments(json.objects("commitments")),
        ChallengeParts.readTargets(json.objects("targets")),
        JournalParts.instant(json, "committed"));
  }

  private static Proof readProof(JsonObject json) {
    return ChallengeParts.readProof(json.objects("proofs"));
  }

  private static Failure readFailure(JsonObject json) {
    return Failure.valueOf(json.text("why").toUpperCase(Locale.ROOT));
  }

  private static Round readState(JsonObject json) {
    var latest = new TreeMap<WorkerId, Challenge>();
    json.objects("challenges").stream()
        .map(RoundFamily::readChallenge)
        .forEach(challenge -> latest.put(challenge.spec().worker(), challenge));
    return new Round(latest);
  }

  private static Challenge readChallenge(JsonObject json) {
    var spec = readSpec(json.object("spec"));
    var at = JournalParts.readAt(json);
    return switch (json.literal("status")) {
      case "created" -> new Created(spec, at);
      case "sent" -> new Sent(spec, at);
      case "committed" -> new Committed(spec, at, readAnswer(json.object("answer")));
      case "verifying" ->
          new Verifying(spec, at, readAnswer(json.object("answer")), readProof(json));
      case "verified" -> new Verified(spec, JournalParts.duration(json, "compute_time"), at);
      case "failed" -> new Failed(spec, readFailure(json), at);
      default -> throw new JsonProblem("status", "unknown");
    };
  }
}
