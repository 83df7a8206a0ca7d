package io.byteleap.validator.api;

import io.byteleap.domain.scoring.Explanation.OfWorker;
import io.byteleap.domain.scoring.Explanation.Span;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.scoring.ScoreRound.MinerTotal;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.scoring.WorkerScore;
import io.byteleap.domain.units.Score;
import io.byteleap.json.JsonObject;
import io.byteleap.validator.weights.RoundReplay.Difference;
import io.byteleap.validator.weights.RoundReplay.Different;
import io.byteleap.validator.weights.RoundReplay.Explained;
import io.byteleap.validator.weights.RoundReplay.Same;
import java.util.List;
import java.util.Locale;

/// Explanations of scores as JSON. Points are exact fractions with a decimal beside them; the parts
/// of one worker's point add up to 1.
final class ExplanationJson {
  private ExplanationJson() {}

  static JsonObject of(Explained explained) {
    var score = explained.explanation().score();
    return round(explained.round())
        .put("policy", policy(explained.grounds().policy()))
        .put("window_start", explained.explanation().windowStart().toString())
        .put(
            "validator_away",
            JsonObject.builder()
                .put("buckets", away(explained))
                .putObjects("spans", spans(explained.explanation().unserved()))
                .build())
        .put("online", score.online())
        .put("score", points(score.total()))
        .putObjects(
            "workers",
            explained.explanation().workers().stream().map(ExplanationJson::worker).toList())
        .build();
  }

  private static int away(Explained explained) {
    return explained.grounds().policy().windowBuckets() - explained.round().expectedBuckets();
  }

  private static JsonObject.Builder round(ScoreRound round) {
    return JsonObject.builder()
        .put("round", round.number())
        .put("scored_at", round.at().toString())
        .put("expected_buckets", round.expectedBuckets());
  }

  private static JsonObject policy(ScoringPolicy policy) {
    return JsonObject.builder()
        .put("window_buckets", policy.windowBuckets())
        .put("lease_parts", policy.weights().lease())
        .put("challenge_parts", policy.weights().challenge())
        .put("address_penalty", policy.addresses().name().toLowerCase(Locale.ROOT))
        .build();
  }

  private static JsonObject worker(OfWorker worker) {
    return JsonObject.builder()
        .put("worker_id", worker.score().worker().value())
        .put("score", points(worker.score().score()))
        .put("counted", worker.counted())
        .put("arithmetic", arithmetic(worker.score()))
        .put(
            "lost",
            JsonObject.builder()
                .put("not_leased", points(worker.loss().worth()))
                .put("silent", points(worker.loss().silence()))
                .put("not_registered_yet", points(worker.loss().unregistered()))
                .put("address_changes", points(worker.loss().addresses()))
                .build())
        .put(
            "buckets",
            JsonObject.builder()
                .put("present", worker.buckets().present())
                .put("silent", worker.buckets().silent())
                .put("not_registered_yet", worker.buckets().unregistered())
                .build())
        .put("registered_at", worker.since().toString())
        .putObjects("silences", spans(worker.silences()))
        .putObjects(
            "leases",
            worker.leases().stream()
                .map(
                    lease ->
                        JsonObject.builder()
                            .put("lease_id", lease.id().value())
                            .put("source", lease.source().value())
                            .put("score", lease.score().toDouble())
                            .put("from", lease.from().toString())
                            .put("until", lease.until().toString())
                            .build())
                .toList())
        .build();
  }

  /// The score as it was calculated, for people.
  private static String arithmetic(WorkerScore score) {
    var availability = score.availability();
    var weights = score.weights();
    String worth =
        weights.countsChallenges()
            ? "(%d/%d x lease %s + %d/%d x challenges %s)"
                .formatted(
                    weights.lease(),
                    weights.whole(),
                    decimal(score.lease().toDouble()),
                    weights.challenge(),
                    weights.whole(),
                    decimal(score.challenge().toDouble()))
            : "lease " + decimal(score.lease().toDouble());
    String addresses =
        availability.kept().whole() == 1
            ? ""
            : " x addresses %d/%d"
                .formatted(availability.kept().parts(), availability.kept().whole());
    return "%s x present %d/%d%s = %s"
        .formatted(
            worth,
            availability.present(),
            availability.expected(),
            addresses,
            decimal(score.score().toDouble()));
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }

  private static JsonObject points(Score score) {
    return JsonObject.builder()
        .put("points", score.toDouble())
        .put("numerator", score.numerator())
        .put("denominator", score.denominator())
        .build();
  }

  private static List<JsonObject> spans(List<Span> spans) {
    return spans.stream()
        .map(
            span ->
                JsonObject.builder()
                    .put("from", span.from().toString())
                    .put("until", span.until().toString())
                    .build())
        .toList();
  }

  static JsonObject of(Same same) {
    return round(same.round())
        .put("same", true)
        .put("miners", same.round().miners().size())
        .putObjects("differences", List.of())
        .build();
  }

  static JsonObject of(Different different) {
    return round(different.stored())
        .put("same", false)
        .put("miners", different.stored().miners().size())
        .putObjects(
            "differences",
            different.differences().stream().map(ExplanationJson::difference).toList())
        .build();
  }

  private static JsonObject difference(Difference difference) {
    return JsonObject.builder()
        .put("hotkey", difference.stored().hotkey().value())
        .put("stored", total(difference.stored()))
        .put("again", total(difference.again()))
        .build();
  }

  private static JsonObject total(MinerTotal total) {
    return JsonObject.builder()
        .put("online", total.online())
        .put("score", points(total.score()))
        .build();
  }
}
