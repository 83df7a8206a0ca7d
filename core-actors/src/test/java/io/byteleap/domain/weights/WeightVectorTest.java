package io.byteleap.domain.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.scoring.ScoreRound.MinerTotal;
import io.byteleap.domain.units.Score;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightVector.NoSignal;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Vectors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// From scores to what the chain is given. Vectors: `weights_from_scores` of `scoring.json`, whose
/// weights the existing software scales to 65,535 as well before it submits them.
final class WeightVectorTest {
  private static final long WHOLE = 1_000_000_000_000L;

  /// Where ours differ, and why.
  private static final Map<String, String> OTHER =
      Map.of(
          "[0.0]", "all zero is no signal (D-36)",
          "[0,0,0]", "all zero is no signal (D-36)",
          "[-1.0,0.0]", "there is no score below 0, and all zero is no signal (D-36)");

  static Stream<JsonNode> cases() {
    return Vectors.cases("scoring", "weights_from_scores");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weights_areTheSharesOfTheHeaviest(JsonNode vector) {
    var scores = new ArrayList<Double>();
    vector.path("scores").forEach(score -> scores.add(Math.max(0, score.asDouble())));

    var vectorOfOurs = WeightVector.of(round(scores), uids(scores.size()));

    assertThat(vectorOfOurs)
        .isEqualTo(
            OTHER.containsKey(vector.path("scores").toString())
                ? new NoSignal()
                : emitted(vector.path("weights")));
  }

  @Test
  void scoreBelowZero_doesNotExist() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Score(-1, 1));
  }

  @Test
  void halves_areRoundedToEven() {
    var totals = new ArrayList<MinerTotal>();
    for (long numerator : List.of(2L * Weight.MAX, 1L, 3L)) {
      var hotkey = new Hotkey("k" + totals.size());
      totals.add(new MinerTotal(hotkey, true, new Score(numerator, 2L * Weight.MAX), 1));
    }

    var vector = WeightVector.of(new ScoreRound(1, Samples.T0, 1, totals), uids(3));

    assertThat(vector)
        .isEqualTo(
            new Weights(
                new TreeMap<>(
                    Map.of(new Uid(0), new Weight(Weight.MAX), new Uid(2), new Weight(2)))));
  }

  /// A normalised weight as the SDK hands it in: the heaviest gets 65,535; what rounds to zero is
  /// left out.
  private static WeightVector emitted(JsonNode weights) {
    var byUid = new TreeMap<Uid, Weight>();
    double largest = 0;
    for (JsonNode weight : weights) {
      largest = Math.max(largest, weight.asDouble());
    }
    for (int i = 0; i < weights.size(); i++) {
      double share = weights.path("k" + i).asDouble() / largest;
      int value = (int) Math.rint(share * Weight.MAX);
      if (value > 0) {
        byUid.put(new Uid(i), new Weight(value));
      }
    }
    return byUid.isEmpty() ? new NoSignal() : new Weights(byUid);
  }

  private static ScoreRound round(List<Double> scores) {
    var totals = new ArrayList<MinerTotal>();
    for (double score : scores) {
      totals.add(
          new MinerTotal(
              new Hotkey("k" + totals.size()),
              true,
              new Score((long) Math.rint(score * WHOLE), WHOLE),
              1));
    }
    return new ScoreRound(1, Samples.T0, 1, totals);
  }

  private static Map<Hotkey, Uid> uids(int count) {
    var uids = new HashMap<Hotkey, Uid>();
    for (int i = 0; i < count; i++) {
      uids.put(new Hotkey("k" + i), new Uid(i));
    }
    return uids;
  }
}
