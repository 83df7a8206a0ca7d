package io.byteleap.worker.identity;

/// The worker's id can be neither read nor made; the message names the file, for the operator.
public final class IdentityProblem extends Exception {
  private static final long serialVersionUID = 1L;

  IdentityProblem(String message) {
    super(message);
  }

  IdentityProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
