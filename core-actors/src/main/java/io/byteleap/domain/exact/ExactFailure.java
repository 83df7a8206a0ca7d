package io.byteleap.domain.exact;

/// A unit broke down at its work; the message names how, for people.
public final class ExactFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ExactFailure(String message) {
    super(message);
  }

  public ExactFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
