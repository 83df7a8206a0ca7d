package io.byteleap.validator.cluster;

/// The certificates of `cluster.tls` cannot be used; the message is one line that names file and
/// cause.
public final class TlsProblem extends Exception {
  private static final long serialVersionUID = 1L;

  TlsProblem(String message) {
    super(message);
  }

  TlsProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
