package io.byteleap.worker.fetch;

/// Why something could not be fetched, in a sentence for the operator.
public final class FetchProblem extends Exception {
  private static final long serialVersionUID = 1;

  public FetchProblem(String message) {
    super(message);
  }

  public FetchProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
