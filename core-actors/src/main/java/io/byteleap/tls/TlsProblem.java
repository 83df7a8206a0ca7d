package io.byteleap.tls;

/// A certificate or key cannot be used; the message is one line that names the file and what is
/// wrong, for the operator.
public final class TlsProblem extends Exception {
  private static final long serialVersionUID = 1L;

  public TlsProblem(String message) {
    super(message);
  }

  public TlsProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
