package io.byteleap.persistence.postgres;

/// The database cannot be used; the message is one line that names what and where.
public final class DatabaseProblem extends Exception {
  private static final long serialVersionUID = 1L;

  DatabaseProblem(String message) {
    super(message);
  }

  DatabaseProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
