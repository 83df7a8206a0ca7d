package io.byteleap.worker.service;

/// Why the service could not be installed or removed, in a sentence for the operator.
public final class ServiceProblem extends Exception {
  private static final long serialVersionUID = 1;

  public ServiceProblem(String message) {
    super(message);
  }

  ServiceProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
