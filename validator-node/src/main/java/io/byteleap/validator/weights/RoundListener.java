package io.byteleap.validator.weights;

import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.validator.presence.ScoringEntity.Assessment;
import java.util.List;

/// Hears of each round of scores once it is stored, and of the assessments that it was made from.
@FunctionalInterface
public interface RoundListener {
  RoundListener NOBODY = (_, _) -> {};

  void scored(ScoreRound round, List<Assessment> assessments);
}
