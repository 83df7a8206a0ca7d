package io.byteleap.domain.matrix;

/// The choice between the forms of a product: with vectors where this virtual machine compiles
/// them, else plainly.
///
/// The classes that name the vectors' module are loaded only where the module is. A virtual machine
/// without its optimizing compiler would run vectors slower than plain loops, so it gets the
/// latter. The system property `byteleap.vector=off` asks for them too.
public final class ProductForms {
  private static final String MODULE = "jdk.incubator.vector";
  private static final String PROPERTY = "byteleap.vector";

  private static final Choice CHOSEN = choose();

  private record Choice(ProductForm form, String sentence) {}

  private ProductForms() {}

  /// What was chosen and why: a sentence for the log.
  public static String chosen() {
    return CHOSEN.sentence();
  }

  /// Whether vectors were chosen; others who multiply matrices do as we do.
  public static boolean areVectors() {
    return !(CHOSEN.form() instanceof PlainForm);
  }

  static ProductForm form() {
    return CHOSEN.form();
  }

  /// Whether the vectors' module is in this virtual machine.
  static boolean hasVectors() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }

  private static Choice choose() {
    if (!hasVectors()) {
      return plain("this virtual machine was started without the module " + MODULE);
    }
    if (System.getProperty(PROPERTY, "").equals("off")) {
      return plain(PROPERTY + " is off");
    }
    if (!hasOptimizingCompiler()) {
      return plain("this virtual machine has no optimizing compiler");
    }
    return vectors();
  }

  private static Choice plain(String why) {
    return new Choice(new PlainForm(), "matrices are multiplied without vectors, " + why);
  }

  private static Choice vectors() {
    if (!VectorForm.suits()) {
      return plain("this processor has none that would do");
    }
    return new Choice(
        new VectorForm(),
        "matrices are multiplied with vectors of %d bits".formatted(VectorForm.bits()));
  }

  private static boolean hasOptimizingCompiler() {
    String mode = System.getProperty("java.vm.info", "");
    return !mode.contains("emulated-client") && !mode.contains("interpreted");
  }
}
