package io.byteleap.miner.command;

/// Why a command could not do what it was asked for, in a sentence for the operator.
final class CommandProblem extends Exception {
  private static final long serialVersionUID = 1L;

  CommandProblem(String message) {
    super(message);
  }

  CommandProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
