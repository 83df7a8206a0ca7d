package io.byteleap.persistence.postgres;

/// The database cannot be used; the message is one line that names what and where.
public final class DatabaseProblem extends Exception {
  private static final long serialVersionUID = 1L;

  private final Remedy remedy;

  DatabaseProblem(String message) {
    this(message, Remedy.TRYING_AGAIN);
  }

  DatabaseProblem(String message, Remedy remedy) {
    super(message);
    this.remedy = remedy;
  }

  DatabaseProblem(String message, Throwable cause) {
    super(message, cause);
    this.remedy = Remedy.TRYING_AGAIN;
  }

  /// What may mend it: time, or only somebody who installs another version.
  public enum Remedy {
    TRYING_AGAIN,
    ANOTHER_VERSION
  }

  public Remedy remedy() {
    return remedy;
  }
}
