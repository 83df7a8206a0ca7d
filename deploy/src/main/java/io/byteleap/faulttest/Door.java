package io.byteleap.faulttest;

import io.byteleap.json.JsonObject;
import io.byteleap.localnet.StatusClient;
import io.byteleap.localnet.StatusClient.Answer;
import io.byteleap.localnet.StatusClient.Reply;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// One validator process as its operator asks it, at its status address `base`.
record Door(String name, URI base, StatusClient client, String token) {
  /// What is answered; an empty object when nothing good is.
  JsonObject get(String resource) {
    return client.get(base.resolve("/api/v1/" + resource), token).join().bodyOrEmpty();
  }

  Reply order(String method, String resource, JsonObject body) {
    return client.send(method, base.resolve("/api/v1/" + resource), body, token).join();
  }

  boolean isReady() {
    return client.get(base.resolve("/ready")).join() instanceof Answer answer && answer.isGood();
  }

  List<JsonObject> workers() {
    return get("workers").objectsOrNone("workers");
  }

  long verified() {
    return get("challenges?limit=1").objectOrEmpty("totals").integerOr("verified", 0);
  }

  /// Whether weights of this validator are on the chain.
  boolean isWeighed() {
    return get("weights").objectOrEmpty("submission").textOr("status", "").equals("included");
  }

  /// How many processes this one sees up and reachable.
  long membersAtWork() {
    return members().stream()
        .filter(member -> member.text("status").equals("up") && member.flag("reachable"))
        .count();
  }

  /// How many processes this one knows of, in whatever state.
  long membersKnown() {
    return members().size();
  }

  /// The versions that they run.
  Set<String> versions() {
    return members().stream().map(member -> member.text("version")).collect(Collectors.toSet());
  }

  private List<JsonObject> members() {
    return client
        .get(base.resolve("/cluster/members"))
        .join()
        .bodyOrEmpty()
        .objectsOrNone("members");
  }
}
