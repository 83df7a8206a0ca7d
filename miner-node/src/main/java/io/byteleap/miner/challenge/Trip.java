package io.byteleap.miner.challenge;

import io.byteleap.domain.challenge.ChallengeErrand;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import java.util.Map;

/// Where a courier is: the errand, when what happened, the id of the proof request that the worker
/// has to answer, where the validator was found last, and what it is being told.
record Trip(
    ChallengeErrand errand,
    TripTimes times,
    String messageId,
    Validator validator,
    Telling telling) {
  static Trip to(Validator validator) {
    return new Trip(
        new ChallengeErrand.Computing(), TripTimes.NONE, "", validator, new Telling.Nothing());
  }

  Trip with(ChallengeErrand next) {
    return new Trip(next, times, messageId, validator, telling);
  }

  Trip waitingFor(String next) {
    return new Trip(errand, times, next, validator, telling);
  }

  Trip with(Validator next) {
    return new Trip(errand, times, messageId, next, telling);
  }

  Trip with(Telling next) {
    return new Trip(errand, times, messageId, validator, next);
  }

  Trip with(String name, long millis) {
    return new Trip(errand, times.with(name, millis), messageId, validator, telling);
  }

  Trip with(Map<String, Long> workersTimes) {
    return new Trip(errand, times.with(workersTimes), messageId, validator, telling);
  }

  /// The times as a validator gets them.
  JsonObject debugInfo() {
    return times.debugInfo();
  }
}
