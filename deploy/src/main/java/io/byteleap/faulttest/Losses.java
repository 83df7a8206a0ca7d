package io.byteleap.faulttest;

import io.byteleap.domain.challenge.Failure;
import io.byteleap.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What a validator was told or showed, and does not show any more. One thread.
record Losses(Kept kept, Leases leases) {
  /// What is not there any more, and whom we charge for what is our fault, a line each.
  List<String> in(Door door) {
    List<String> lost = new ArrayList<>(kept.lostIn(leases.shown(door)));
    lost.addAll(
        kept.fewerIn(
            door.workers().stream()
                .collect(
                    Collectors.toMap(
                        row -> row.text("worker_id"), row -> row.integer("available_buckets")))));
    door.get("challenges?status=failed&limit=1000").objectsOrNone("challenges").stream()
        .filter(Losses::isCharged)
        .map(
            row ->
                "challenge "
                    + row.text("challenge_id")
                    + " failed: "
                    + row.optionalText("failure").orElse(""))
        .forEach(lost::add);
    return lost;
  }

  private static boolean isCharged(JsonObject challenge) {
    return challenge
        .optionalText("failure")
        .map(failure -> Failure.ofWord(failure).isCharged())
        .orElse(true);
  }
}
