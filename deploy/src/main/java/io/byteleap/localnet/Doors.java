package io.byteleap.localnet;

import io.byteleap.json.JsonObject;
import java.util.List;

/// How the workers came in at their miners' doors.
record Doors(long keyedOverTls, long workers) {
  /// Asks the miners.
  static Doors of(Plan plan, StatusClient client) {
    List<JsonObject> workers =
        plan.miners().stream()
            .map(miner -> client.get(miner.url("/api/v1/workers?limit=1000")).join().bodyOrEmpty())
            .flatMap(body -> body.objectsOrNone("workers").stream())
            .filter(worker -> !worker.textOr("status", "").equals("offline"))
            .toList();
    return new Doors(workers.stream().filter(Doors::isKeyedOverTls).count(), workers.size());
  }

  private static boolean isKeyedOverTls(JsonObject worker) {
    return worker.textOr("access", "").equals("keyed")
        && worker.textOr("transport", "").equals("tls");
  }

  boolean areGood() {
    return workers > 0 && keyedOverTls == workers;
  }

  String line() {
    return "doors: "
        + keyedOverTls
        + " of "
        + workers
        + " workers came in over TLS with a key of their own; without a key none is let in";
  }
}
