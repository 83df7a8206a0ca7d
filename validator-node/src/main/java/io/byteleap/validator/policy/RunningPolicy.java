package io.byteleap.validator.policy;

import io.byteleap.domain.policy.PolicyValue;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.validator.challenge.ChallengePolicy;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What holds for scores and challenges at one moment, as a whole; `settings` are the settings that
/// it was made of, by key.
public record RunningPolicy(
    ScoringPolicy scoring,
    Duration challengeInterval,
    ChallengePolicy challenges,
    SortedMap<String, PolicyValue> settings) {
  public RunningPolicy {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }
}
