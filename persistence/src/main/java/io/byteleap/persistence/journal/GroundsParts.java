package io.byteleap.persistence.journal;

import io.byteleap.domain.presence.AddressPenalty;
import io.byteleap.domain.scoring.ComponentWeights;
import io.byteleap.domain.scoring.ParticipationRule;
import io.byteleap.domain.scoring.ScoreGrounds;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.units.Ratio;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import java.util.Locale;

/// What a round of scores was made from. Rounds of the first version have none: an empty object.
final class GroundsParts {
  private GroundsParts() {}

  static JsonObject write(ScoreGrounds grounds) {
    return switch (grounds) {
      case ScoreGrounds.Unrecorded() -> JsonObject.EMPTY;
      case ScoreGrounds.Recorded(var policy, var served, var challengeDigest) ->
          JsonObject.builder()
              .put("policy", write(policy))
              .put("served", JournalParts.write(served))
              .put("challenge_digest", challengeDigest)
              .build();
    };
  }

  private static JsonObject write(ScoringPolicy policy) {
    var rule = policy.participation();
    var json =
        JsonObject.builder()
            .put("window_buckets", policy.windowBuckets())
            .put("lease_parts", policy.weights().lease())
            .put("challenge_parts", policy.weights().challenge());
    JournalParts.put(json, "participation_window", rule.window());
    return JournalParts.put(json, "participation_interval", rule.interval())
        .put("participation_threshold", rule.threshold().value())
        .put("address_penalty", policy.addresses().name().toLowerCase(Locale.ROOT))
        .build();
  }

  static ScoreGrounds read(JsonObject json) {
    return json.isEmpty()
        ? new ScoreGrounds.Unrecorded()
        : new ScoreGrounds.Recorded(
            readPolicy(json.object("policy")),
            JournalParts.readWindow(json.object("served")),
            json.text("challenge_digest"));
  }

  private static ScoringPolicy readPolicy(JsonObject json) {
    return new ScoringPolicy(
        json.integerWithin("window_buckets", 1, Integer.MAX_VALUE),
        new ComponentWeights(
            json.integerWithin("lease_parts", 0, Integer.MAX_VALUE),
            json.integerWithin("challenge_parts", 0, Integer.MAX_VALUE)),
        new ParticipationRule(
            JournalParts.duration(json, "participation_window"),
            JournalParts.duration(json, "participation_interval"),
            new Ratio(json.number("participation_threshold"))),
        penalty(json.literal("address_penalty")));
  }

  private static AddressPenalty penalty(String word) {
    return switch (word) {
      case "none" -> AddressPenalty.NONE;
      case "halving" -> AddressPenalty.HALVING;
      default -> throw new JsonProblem("address_penalty", "unknown");
    };
  }
}
