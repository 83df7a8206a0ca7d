package io.byteleap.wire.exact;

import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.identity.UnitId;

/// One unit whose part of a challenge has ended, and by which rule.
public record UnitRefusal(UnitId unit, ExactRefusal why) {}
