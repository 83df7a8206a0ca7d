package io.byteleap.miner.tls;

/// There is no certificate to be shown; the message names the file and what is wrong, for the
/// operator.
public final class TlsProblem extends Exception {
  private static final long serialVersionUID = 1L;

  TlsProblem(String message) {
    super(message);
  }

  TlsProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
