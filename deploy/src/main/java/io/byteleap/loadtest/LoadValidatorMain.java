package io.byteleap.loadtest;

/// Measures a validator: `deploy/load-validator`, which builds first.
public final class LoadValidatorMain {
  private LoadValidatorMain() {}

  public static void main(String[] arguments) {
    var options = new LoadValidatorOptions();
    LoadMain.main(
        "load-validator", options, place -> new ValidatorLoad(place, options).run(), arguments);
  }
}
