package io.byteleap.worker.gateway;

/// Something that the worker needs for its gateway cannot be used; the message names the file or
/// setting, for the operator.
public final class GatewayProblem extends Exception {
  private static final long serialVersionUID = 1L;

  GatewayProblem(String message) {
    super(message);
  }

  GatewayProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
