package io.byteleap.domain.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.presence.AddressPenalty;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.scoring.ScoreRound.MinerTotal;
import io.byteleap.domain.units.Score;
import io.byteleap.domain.weights.WeightVector;
import io.byteleap.domain.weights.WeightVector.NoSignal;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.fixture.Vectors;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the existing network's scoring makes of a few miners (`scoring.json`), against ours: the
/// facts are the same but for [#OTHER_AVAILABILITY], and where our rules differ the numbers of each
/// case are pinned in `scoring_own.json`.
final class ScoringVectorTest {
  /// The published weights with the published penalty; the rest of the rules are ours.
  private static final ScoringPolicy MIXED =
      new ScoringPolicy(
          BucketWindow.LENGTH,
          ComponentWeights.of(0.7, 0.3),
          ParticipationRule.PUBLISHED,
          AddressPenalty.HALVING);

  private static final String WINDOW =
      "the window is 2,028 buckets with the present one; the existing software reads a 2,029th";
  private static final String CARDS =
      "presence is the worker's heartbeat: a card that is away is leased, or bound to vfio-pci";
  private static final String OPAQUE = CARDS + "; and a hotkey is never split at an underscore";

  /// Workers whose availability is not the published one, and why.
  private static final Map<String, String> OTHER_AVAILABILITY =
      Map.ofEntries(
          Map.entry("cpu availability variants/M3/0123456789abcdef", WINDOW),
          Map.entry("gpu sets/B/0123456789abcdef", CARDS),
          Map.entry("gpu sets/C/0123456789abcdef", CARDS),
          Map.entry("gpu sets/H/0123456789abcdef", CARDS),
          Map.entry("underscore in hotkey and worker id/A_B/0123456789abcdef", OPAQUE),
          Map.entry("bucket edges/A/0123456789abcdef", WINDOW),
          Map.entry("random mix/R1/0000000100000000", WINDOW),
          Map.entry("random mix/R2/0000000200000003", WINDOW),
          Map.entry("random mix/R2/0000000200000004", WINDOW),
          Map.entry("random mix/R5/0000000500000001", WINDOW),
          Map.entry("random mix/R10/0000000a00000003", WINDOW));

  /// Cases whose weights are not the published ones although leases and challenges are weighed as
  /// published, and why. (With our default, leases alone, only the empty one is.)
  private static final Map<String, String> OTHER_WEIGHTS =
      Map.of(
          "cpu availability variants",
          WINDOW,
          "gpu sets",
          CARDS + "; a miner's workers add up",
          "leases and weights",
          "leases add up, idle workers do not dilute them, availability multiplies them (D-37)",
          "no scores at all -> uniform",
          "all zero is no signal (D-36)",
          "130 workers on one miner",
          "availability multiplies leases, and is zero without a heartbeat (D-37)",
          "underscore in hotkey and worker id",
          OPAQUE,
          "bucket edges",
          WINDOW,
          "random mix",
          "leases add up, availability multiplies them (D-37); " + WINDOW);

  static Stream<ScoringCase> cases() {
    return Vectors.cases("scoring", "cases").map(ScoringCase::of);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void heartbeatsAndChallenges_areTheNetworksFacts(ScoringCase vector) {
    var expected = vector.json().path("expected");
    var work = new TreeMap<String, VerifiedWork>();
    vector
        .work()
        .forEach(
            (miner, workers) ->
                workers.forEach(
                    (worker, done) -> work.put(miner.value() + "_" + worker.value(), done)));

    assertThat(vector.beatCount()).isEqualTo(expected.path("heartbeat_rows").asInt());
    assertThat(work).hasSize(expected.path("workers").size());
    work.forEach(
        (key, done) -> {
          var worker = expected.path("workers").path(key);
          double availability = worker.path("availability").asDouble();
          assertThat(done.successes()).isEqualTo(worker.path("actual_participation").asLong());
          assertThat(MIXED.participation().baseline())
              .isEqualTo(worker.path("baseline_expected").asDouble());
          assertThat(done.time().toNanos() / 1e6 / done.successes())
              .isCloseTo(worker.path("execution_time_ms").asDouble(), within(1e-6));
          assertThat(done.rate(MIXED.participation()) * availability)
              .as(key)
              .isCloseTo(worker.path("performance_score").asDouble(), within(1e-12));
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void availability_isThePublishedOne_butWhereOurRuleDiffers(ScoringCase vector) {
    var expected = vector.json().path("expected").path("workers");
    for (Hotkey miner : vector.members()) {
      if (!vector.isOnline(miner)) {
        continue; // its last heartbeats are taken away, because the case contradicts itself
      }
      for (WorkerScore worker : vector.score(miner, MIXED).workers()) {
        var published = expected.path(miner.value() + "_" + worker.worker().value());
        if (!published.isMissingNode()) {
          boolean isSame =
              Math.abs(worker.availability().toDouble() - published.path("availability").asDouble())
                  < 1e-12;
          String key = vector.name() + "/" + miner.value() + "/" + worker.worker().value();
          assertThat(isSame).as(key).isNotEqualTo(OTHER_AVAILABILITY.containsKey(key));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void scoresAndWeights_areOurs(ScoringCase vector) {
    assertPinned(vector, "default", ScoringPolicy.DEFAULT);
    assertPinned(vector, "mixed", MIXED);
  }

  private static void assertPinned(ScoringCase vector, String name, ScoringPolicy policy) {
    var own = Vectors.load("scoring_own").path("cases").path(vector.name()).path(name);
    var scores = scores(vector, policy);

    assertThat(own.isObject()).isTrue();
    var reduced = new LinkedHashMap<String, String>();
    scores.forEach((miner, score) -> reduced.put(miner.value(), reduced(score)));
    assertThat(reduced).as(name).isEqualTo(texts(own.path("scores")));
    assertThat(weights(vector, policy)).as(name).isEqualTo(texts(own.path("weights")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weights_areThePublishedOnes_whereOurRulesAreTheSame(ScoringCase vector) {
    var scores = scores(vector, MIXED);
    double sum = scores.values().stream().mapToDouble(Score::toDouble).sum();
    boolean isSame = true;
    for (JsonNode published : vector.json().path("expected").path("network_weights")) {
      double score =
          scores.getOrDefault(new Hotkey(published.path("hotkey").asText()), Score.ZERO).toDouble();
      double weight = sum == 0 ? 0 : score / sum;
      isSame &= Math.abs(weight - published.path("weight_value").asDouble()) < 1e-5;
    }

    assertThat(isSame).isNotEqualTo(OTHER_WEIGHTS.containsKey(vector.name()));
  }

  private static Map<Hotkey, Score> scores(ScoringCase vector, ScoringPolicy policy) {
    var scores = new LinkedHashMap<Hotkey, Score>();
    vector.members().forEach(miner -> scores.put(miner, vector.score(miner, policy).total()));
    return scores;
  }

  private static Map<String, String> weights(ScoringCase vector, ScoringPolicy policy) {
    List<MinerTotal> totals =
        scores(vector, policy).entrySet().stream()
            .map(entry -> new MinerTotal(entry.getKey(), true, entry.getValue(), 1))
            .toList();
    var uids = new LinkedHashMap<Hotkey, Uid>();
    vector.members().forEach(miner -> uids.put(miner, new Uid(uids.size())));
    var round = ScoreRound.of(1, vector.basis(policy), ChallengeScores.NONE, totals);
    return switch (WeightVector.of(round, uids)) {
      case NoSignal() -> Map.of();
      case Weights(var byUid) -> {
        var weights = new LinkedHashMap<String, String>();
        byUid.forEach(
            (uid, weight) ->
                weights.put(
                    vector.members().get(uid.value()).value(), Integer.toString(weight.value())));
        yield weights;
      }
    };
  }

  private static Map<String, String> texts(JsonNode object) {
    var texts = new LinkedHashMap<String, String>();
    object.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  private static String reduced(Score score) {
    var numerator = BigInteger.valueOf(score.numerator());
    var denominator = BigInteger.valueOf(score.denominator());
    var common = numerator.gcd(denominator);
    return numerator.divide(common) + "/" + denominator.divide(common);
  }
}
