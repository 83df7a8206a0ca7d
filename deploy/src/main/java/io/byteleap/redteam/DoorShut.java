package io.byteleap.redteam;

import io.byteleap.loadtest.LoadProblem;

/// The validator does not answer at all, so that a strategy cannot be played on.
final class DoorShut extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DoorShut(LoadProblem cause) {
    super(cause.getMessage(), cause);
  }
}
