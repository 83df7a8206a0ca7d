package io.byteleap.faulttest;

import io.byteleap.json.JsonObject;
import io.byteleap.localnet.StatusClient.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The test's own load: one lease with a worker of each miner, renewed again and again, each time a
/// little longer. One thread.
final class Leases {
  private static final Duration TERM = Duration.ofHours(12);
  private static final String RESOURCE = "leases";

  private final Kept kept;
  private final List<String> ids = new ArrayList<>();
  private final Instant first;
  private long renewals;

  Leases(Kept kept, Instant now) {
    this.kept = kept;
    this.first = now.plus(TERM).truncatedTo(ChronoUnit.SECONDS);
  }

  /// Rents one worker of each miner.
  void open(Door door) {
    door.workers().stream()
        .collect(Collectors.toMap(row -> row.text("hotkey"), row -> row, (one, _) -> one))
        .forEach((hotkey, row) -> open(door, hotkey, row.text("worker_id")));
  }

  private void open(Door door, String hotkey, String worker) {
    String id = "fault-test-" + (ids.size() + 1);
    var body =
        JsonObject.builder()
            .put("hotkey", hotkey)
            .put("worker_id", worker)
            .put("lease_id", id)
            .put("source", "fault-test")
            .put("until", first.toString())
            .build();
    if (!(door.order("POST", RESOURCE, body) instanceof Answer answer && answer.isGood())) {
      throw new Broken("no lease with worker " + worker);
    }
    ids.add(id);
    kept.acknowledged(id, first);
  }

  /// Renews all; whether all were acknowledged.
  boolean renew(Door door) {
    boolean all = true;
    for (String id : ids) {
      all &= renew(door, id, first.plusSeconds(++renewals));
    }
    return all;
  }

  private boolean renew(Door door, String id, Instant end) {
    var body = JsonObject.builder().put("until", end.toString()).build();
    boolean done =
        door.order("POST", RESOURCE + "/" + id + "/renewal", body) instanceof Answer answer
            && answer.isGood();
    if (done) {
      kept.acknowledged(id, end);
    } else {
      kept.unanswered(id, end);
    }
    return done;
  }

  long renewals() {
    return renewals;
  }

  /// The ends of those that are active, as their ledgers have them: the list may be a
  /// moment behind.
  Map<String, Instant> shown(Door door) {
    return ids.stream()
        .map(id -> door.get(RESOURCE + "/" + id))
        .filter(lease -> lease.has("active") && lease.flag("active"))
        .collect(
            Collectors.toMap(
                lease -> lease.text("lease_id"), lease -> Instant.parse(lease.text("until"))));
  }
}
