package io.byteleap.faulttest;

import io.byteleap.json.JsonObject;
import io.byteleap.localnet.Member;
import io.byteleap.localnet.StatusClient;
import io.byteleap.localnet.StatusClient.Answer;
import io.byteleap.localnet.StatusClient.Reply;
import java.util.List;

/// One validator process as its operator asks it.
record Door(Member validator, StatusClient client, String token) {
  /// What is answered; an empty object when nothing good is.
  JsonObject get(String resource) {
    return client.get(validator.url("/api/v1/" + resource)).join().bodyOrEmpty();
  }

  Reply order(String method, String resource, JsonObject body) {
    return client.send(method, validator.url("/api/v1/" + resource), body, token).join();
  }

  boolean isReady() {
    return client.get(validator.url("/ready")).join() instanceof Answer answer && answer.isGood();
  }

  List<JsonObject> workers() {
    return get("workers").objectsOrNone("workers");
  }

  /// How many processes this one sees up and reachable.
  long membersAtWork() {
    return client
        .get(validator.url("/cluster/members"))
        .join()
        .bodyOrEmpty()
        .objectsOrNone("members")
        .stream()
        .filter(member -> member.text("status").equals("up") && member.flag("reachable"))
        .count();
  }

  /// How many processes this one knows of, in whatever state.
  long membersKnown() {
    return client
        .get(validator.url("/cluster/members"))
        .join()
        .bodyOrEmpty()
        .objectsOrNone("members")
        .size();
  }
}
