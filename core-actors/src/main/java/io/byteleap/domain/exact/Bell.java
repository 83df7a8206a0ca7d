package io.byteleap.domain.exact;

import java.time.Instant;

/// Until when the units of a challenge are at work, by the validator's clock.
public sealed interface Bell {
  /// Until the product is whole.
  record None() implements Bell {}

  /// Until this instant: each commits to as many of its first rows as it has by then, so that what
  /// all units show together is no more than all machines can do until then.
  record At(Instant at) implements Bell {}
}
