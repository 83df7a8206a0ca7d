package io.byteleap.worker.access;

/// What the worker needs to show who it is can be neither read nor made; the message names the
/// file, for the operator.
public final class AccessProblem extends Exception {
  private static final long serialVersionUID = 1L;

  AccessProblem(String message) {
    super(message);
  }

  AccessProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
