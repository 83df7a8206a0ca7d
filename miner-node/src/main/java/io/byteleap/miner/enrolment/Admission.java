package io.byteleap.miner.enrolment;

import io.byteleap.miner.worker.TokenRequest;
import java.time.Instant;

/// Whether a worker's request sends a courier out. One errand a worker at a time; a request over a
/// newer connection than that of the errand ends the errand and begins another.
sealed interface Admission {
  /// `errands` no longer holds an older errand of this worker.
  record Admitted(Errands errands) implements Admission {}

  record NotAdmitted(Refusal why, Errands errands) implements Admission {}

  static Admission of(TokenRequest request, Errands errands, Instant now) {
    if (!request.saysId().equals(request.worker().value())) {
      return new NotAdmitted(Refusal.WRONG_WORKER, errands);
    }
    return errands
        .limits()
        .attempt(request.worker(), now)
        .map(counted -> within(request, errands.with(counted)))
        .orElse(new NotAdmitted(Refusal.TOO_OFTEN, errands));
  }

  private static Admission within(TokenRequest request, Errands errands) {
    var running = errands.underWay().get(request.worker());
    if (running != null && running.connection().equals(request.connection())) {
      return new NotAdmitted(Refusal.IN_PROGRESS, errands);
    }
    var others = errands.without(request.worker());
    return others.isFull() ? new NotAdmitted(Refusal.TOO_MANY, errands) : new Admitted(others);
  }
}
