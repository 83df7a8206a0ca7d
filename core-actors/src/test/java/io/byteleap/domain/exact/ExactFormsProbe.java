package io.byteleap.domain.exact;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;

/// A program that says how it multiplies, and what comes out: for virtual machines that a test
/// starts with other options than its own.
final class ExactFormsProbe {
  private static final ExactTask TASK =
      new ExactTask(
          new ChallengeId("probe"),
          UnitId.CPU,
          new ExactShape(256, 2),
          MatrixKey.ofHex("0a".repeat(32)),
          MatrixKey.ofHex("0b".repeat(32)));

  private ExactFormsProbe() {}

  public static void main(String[] arguments) {
    System.out.println(ExactForms.form().getClass().getSimpleName());
    System.out.println(root(ExactForms.form()));
  }

  static String root(ExactForm form) {
    return Products.computed(TASK, form).root().hex();
  }
}
