package io.byteleap.validator.command;

/// Why a command could not do what it was asked for, in a sentence for the operator.
final class TokenProblem extends Exception {
  private static final long serialVersionUID = 1L;

  TokenProblem(String message) {
    super(message);
  }

  TokenProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
