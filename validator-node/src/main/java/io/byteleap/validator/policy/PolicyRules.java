package io.byteleap.validator.policy;

import io.byteleap.domain.policy.PolicyChanges;
import io.byteleap.domain.units.Label;

/// Makes the policy that holds out of the configuration and what was changed of it: with every
/// check that a configuration has to pass.
@FunctionalInterface
public interface PolicyRules {
  sealed interface Outcome {}

  record Fit(RunningPolicy policy) implements Outcome {}

  /// The changes make no policy together with the configuration.
  record Unfit(Label why) implements Outcome {}

  Outcome with(PolicyChanges changes);
}
