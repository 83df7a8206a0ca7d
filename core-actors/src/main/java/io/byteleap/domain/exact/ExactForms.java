package io.byteleap.domain.exact;

import io.byteleap.domain.matrix.ProductForms;

/// The choice between the forms, made once for all matrices ([ProductForms]).
final class ExactForms {
  private static final ExactForm CHOSEN =
      ProductForms.areVectors() ? new VectorExactForm() : new PlainExactForm();

  private ExactForms() {}

  static ExactForm form() {
    return CHOSEN;
  }
}
