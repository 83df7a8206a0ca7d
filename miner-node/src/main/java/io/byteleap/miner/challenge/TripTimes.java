package io.byteleap.miner.challenge;

import io.byteleap.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// When what happened to a challenge: milliseconds since 1970, by name.
record TripTimes(SortedMap<String, Long> millis) {
  /// Times that workers give, for information; others are not passed on.
  private static final List<String> WORKERS_TIMES =
      List.of(
          "worker_task_received_ts",
          "worker_task_completed_ts",
          "worker_proof_request_received_ts",
          "worker_proof_completed_ts");

  static final TripTimes NONE = new TripTimes(new TreeMap<>());

  TripTimes {
    millis = Collections.unmodifiableSortedMap(new TreeMap<>(millis));
  }

  TripTimes with(String name, long time) {
    var next = new TreeMap<>(millis);
    next.put(name, time);
    return new TripTimes(next);
  }

  /// With a worker's times; those that are known already stay.
  TripTimes with(Map<String, Long> workersTimes) {
    var next = new TreeMap<>(workersTimes);
    next.keySet().retainAll(WORKERS_TIMES);
    next.putAll(millis);
    return new TripTimes(next);
  }

  /// The times as a validator gets them.
  JsonObject debugInfo() {
    var json = JsonObject.builder();
    millis.forEach(json::put);
    return JsonObject.builder().put("timestamps", json.build()).build();
  }
}
