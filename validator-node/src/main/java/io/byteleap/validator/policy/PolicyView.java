package io.byteleap.validator.policy;

import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.validator.challenge.ChallengePolicy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/// The policy that holds on this node, for whoever needs it: written by the [PolicyFollower]. Who
/// needs several parts of it that belong together takes it once.
public final class PolicyView {
  private final AtomicReference<RunningPolicy> running;

  /// With the policy of the configuration, until something else is known.
  public PolicyView(RunningPolicy configured) {
    this.running = new AtomicReference<>(configured);
  }

  public RunningPolicy running() {
    return running.get();
  }

  public ScoringPolicy scoring() {
    return running().scoring();
  }

  public ChallengePolicy challenges() {
    return running().challenges();
  }

  public Duration challengeInterval() {
    return running().challengeInterval();
  }

  /// What workers must be able to do to be challenged.
  public String capability() {
    return challenges().work().capability();
  }

  void show(RunningPolicy policy) {
    running.set(policy);
  }
}
