package io.byteleap.persistence.journal;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.scoring.ScoreRound.MinerTotal;
import io.byteleap.domain.units.Score;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.domain.weights.WeightEpoch.Included;
import io.byteleap.domain.weights.WeightEpoch.Latest;
import io.byteleap.domain.weights.WeightEpoch.Never;
import io.byteleap.domain.weights.WeightEpoch.NotYet;
import io.byteleap.domain.weights.WeightEpoch.Rejected;
import io.byteleap.domain.weights.WeightEpoch.RoundScored;
import io.byteleap.domain.weights.WeightEpoch.SubmissionFailed;
import io.byteleap.domain.weights.WeightEpoch.SubmissionStarted;
import io.byteleap.domain.weights.WeightEpoch.UnderWay;
import io.byteleap.domain.weights.WeightEpoch.WeightsIncluded;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import java.time.Instant;
import java.util.List;

/// Events and state of the weights: rounds of scores and submissions.
final class WeightsFamily implements EventFamily {
  private static final String ROUND_SCORED_1 = "weights/round-scored/1";
  private static final String ROUND_SCORED = "weights/round-scored/2";
  private static final String SUBMISSION_STARTED = "weights/submission-started/1";
  private static final String INCLUDED = "weights/included/1";
  private static final String SUBMISSION_FAILED = "weights/submission-failed/1";
  private static final String STATE_1 = "weights/state/1";
  private static final String STATE = "weights/state/2";

  @Override
  public boolean writes(Object value) {
    return value instanceof WeightEpoch.Event || value instanceof WeightEpoch;
  }

  @Override
  public boolean reads(String manifest) {
    return List.of(
            ROUND_SCORED_1,
            ROUND_SCORED,
            SUBMISSION_STARTED,
            INCLUDED,
            SUBMISSION_FAILED,
            STATE_1,
            STATE)
        .contains(manifest);
  }

  @Override
  public String manifestOf(Object value) {
    return value instanceof WeightEpoch ? STATE : manifestOf((WeightEpoch.Event) value);
  }

  private static String manifestOf(WeightEpoch.Event event) {
    return switch (event) {
      case RoundScored _ -> ROUND_SCORED;
      case SubmissionStarted _ -> SUBMISSION_STARTED;
      case WeightsIncluded _ -> INCLUDED;
      case SubmissionFailed _ -> SUBMISSION_FAILED;
    };
  }

  @Override
  public JsonObject write(Object value) {
    return value instanceof WeightEpoch epoch
        ? JsonObject.builder()
            .put("scored", write(epoch.scored()))
            .put("submission", write(epoch.submission()))
            .build()
        : write((WeightEpoch.Event) value);
  }

  private static JsonObject write(WeightEpoch.Event event) {
    return switch (event) {
      case RoundScored(var round) -> write(round);
      case SubmissionStarted(var round, var weights, var block, var at) ->
          JournalParts.put(JournalParts.at(at).put("round", round), weights)
              .put("block", block.value())
              .build();
      case WeightsIncluded(var round, var block, var at) ->
          JournalParts.at(at).put("round", round).put("block", block.value()).build();
      case SubmissionFailed(var round, var why, var at) ->
          JournalParts.at(at).put("round", round).put("why", why).build();
    };
  }

  private static JsonObject write(ScoreRound round) {
    return JournalParts.at(round.at())
        .put("round", round.number())
        .put("expected_buckets", round.expectedBuckets())
        .putObjects("miners", round.miners().stream().map(WeightsFamily::write).toList())
        .put("grounds", GroundsParts.write(round.grounds()))
        .build();
  }

  private static JsonObject write(MinerTotal miner) {
    return JsonObject.builder()
        .put("hotkey", miner.hotkey().value())
        .put("online", miner.online())
        .put("numerator", miner.score().numerator())
        .put("denominator", miner.score().denominator())
        .put("ledger_sequence", miner.ledgerSequence())
        .build();
  }

  private static JsonObject write(WeightEpoch.Scored scored) {
    return switch (scored) {
      case NotYet() -> JsonObject.EMPTY;
      case Latest(var round) -> write(round);
    };
  }

  private static JsonObject write(WeightEpoch.Submission submission) {
    return switch (submission) {
      case Never() -> JsonObject.builder().put("status", "never").build();
      case UnderWay(var round, var weights, var block, var at) ->
          ofRound("under_way", round, weights, at).put("block", block.value()).build();
      case Included(var round, var weights, var block, var at) ->
          ofRound("included", round, weights, at).put("block", block.value()).build();
      case Rejected(var round, var weights, var why, var at) ->
          ofRound("rejected", round, weights, at).put("why", why).build();
    };
  }

  private static JsonObject.Builder ofRound(
      String status, long round, Weights weights, Instant at) {
    return JournalParts.put(JournalParts.at(at).put("status", status).put("round", round), weights);
  }

  @Override
  public Object read(String manifest, JsonObject json) {
    return switch (manifest) {
      case ROUND_SCORED_1, ROUND_SCORED -> new RoundScored(readRound(json));
      case SUBMISSION_STARTED ->
          new SubmissionStarted(
              json.integer("round"),
              JournalParts.readWeights(json),
              block(json),
              JournalParts.readAt(json));
      case INCLUDED ->
          new WeightsIncluded(json.integer("round"), block(json), JournalParts.readAt(json));
      case SUBMISSION_FAILED ->
          new SubmissionFailed(json.integer("round"), json.text("why"), JournalParts.readAt(json));
      case STATE_1, STATE ->
          new WeightEpoch(
              readScored(json.object("scored")), readSubmission(json.object("submission")));
      default -> throw new IllegalStateException("BUG: " + manifest);
    };
  }

  private static BlockNumber block(JsonObject json) {
    return new BlockNumber(json.integer("block"));
  }

  private static ScoreRound readRound(JsonObject json) {
    return new ScoreRound(
        json.integer("round"),
        JournalParts.readAt(json),
        json.integerWithin("expected_buckets", 0, Integer.MAX_VALUE),
        json.objects("miners").stream().map(WeightsFamily::readMiner).toList(),
        GroundsParts.read(json.objectOrEmpty("grounds")));
  }

  private static MinerTotal readMiner(JsonObject json) {
    return new MinerTotal(
        new Hotkey(json.text("hotkey")),
        json.flag("online"),
        new Score(json.integer("numerator"), json.integer("denominator")),
        json.integer("ledger_sequence"));
  }

  private static WeightEpoch.Scored readScored(JsonObject json) {
    return json.isEmpty() ? new NotYet() : new Latest(readRound(json));
  }

  private static WeightEpoch.Submission readSubmission(JsonObject json) {
    String status = json.literal("status");
    if (status.equals("never")) {
      return new Never();
    }
    long round = json.integer("round");
    var weights = JournalParts.readWeights(json);
    var at = JournalParts.readAt(json);
    return switch (status) {
      case "under_way" -> new UnderWay(round, weights, block(json), at);
      case "included" -> new Included(round, weights, block(json), at);
      case "rejected" -> new Rejected(round, weights, json.text("why"), at);
      default -> throw new JsonProblem("status", "unknown");
    };
  }
}
