package io.byteleap.miner.challenge;

import io.byteleap.domain.challenge.ChallengeErrand;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Where a courier is: the errand, when what happened (milliseconds since 1970, by name), the id of
/// the proof request that the worker has to answer, where the validator was found last, and what it
/// is being told.
record Trip(
    ChallengeErrand errand,
    SortedMap<String, Long> times,
    String messageId,
    Validator validator,
    Telling telling) {
  /// Times that workers give, for information; others are not passed on.
  private static final List<String> WORKERS_TIMES =
      List.of(
          "worker_task_received_ts",
          "worker_task_completed_ts",
          "worker_proof_request_received_ts",
          "worker_proof_completed_ts");

  static Trip to(Validator validator) {
    return new Trip(
        new ChallengeErrand.Computing(), new TreeMap<>(), "", validator, new Telling.Nothing());
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
    var next = new TreeMap<>(times);
    next.put(name, millis);
    return new Trip(errand, next, messageId, validator, telling);
  }

  Trip with(Map<String, Long> workersTimes) {
    var next = new TreeMap<>(workersTimes);
    next.keySet().retainAll(WORKERS_TIMES);
    next.putAll(times);
    return new Trip(errand, next, messageId, validator, telling);
  }

  /// The times as a validator gets them.
  JsonObject debugInfo() {
    var json = JsonObject.builder();
    times.forEach(json::put);
    return JsonObject.builder().put("timestamps", json.build()).build();
  }
}
