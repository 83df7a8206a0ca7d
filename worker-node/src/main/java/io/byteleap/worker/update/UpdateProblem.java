package io.byteleap.worker.update;

/// Why there is no update, in a sentence for the operator. What runs is not touched.
public final class UpdateProblem extends Exception {
  private static final long serialVersionUID = 1;

  private final Layer layer;

  UpdateProblem(Layer layer, String message) {
    super(message);
    this.layer = layer;
  }

  UpdateProblem(Layer layer, String message, Throwable cause) {
    super(message, cause);
    this.layer = layer;
  }

  public Layer layer() {
    return layer;
  }

  /// The sentence.
  public String why() {
    return String.valueOf(getMessage());
  }
}
