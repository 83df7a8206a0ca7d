package io.byteleap.domain.passthrough;

import java.util.List;

/// What becomes of a [BindWish] on a host.
public sealed interface BindDecision permits BindPlan, BindDecision.Refused {
  /// Every reason why nothing can be bound; at least one.
  record Refused(List<Refusal> why) implements BindDecision {
    public Refused {
      why = List.copyOf(why);
    }
  }
}
