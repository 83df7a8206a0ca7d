package io.byteleap.scale;

import io.byteleap.domain.units.Label;
import io.byteleap.scale.ScaleRefusal.Kind;

/// A refusal on its way from a reader to the codec that turns it into a value; never further.
public final class ScaleProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ScaleRefusal refusal;

  public ScaleProblem(Kind kind, String detail) {
    super(kind + ": " + detail, null, false, false);
    refusal = new ScaleRefusal(kind, Label.of(detail));
  }

  public ScaleRefusal refusal() {
    return refusal;
  }
}
