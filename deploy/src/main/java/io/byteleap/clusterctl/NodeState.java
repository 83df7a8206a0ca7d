package io.byteleap.clusterctl;

import io.byteleap.clusterctl.HostAgent.Done;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import java.time.Duration;
import java.util.List;

/// What a node answers at its status address, asked on its own host.
///
/// `ready` is what `/ready` says; `members` are the processes that a validator sees up and
/// reachable, with their versions; none for other tiers.
record NodeState(boolean answers, boolean ready, List<Member> members) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Json JSON = Json.upTo(1 << 20);
  private static final int OK = 200;
  private static final NodeState SILENT = new NodeState(false, false, List.of());

  NodeState {
    members = List.copyOf(members);
  }

  /// A process of the validator that works.
  record Member(String address, String version) {}

  /// The first line's code, and what follows the head.
  record HttpAnswer(int status, String body) {
    static HttpAnswer parse(String text) {
      int end = text.indexOf("\r\n\r\n");
      String[] words = text.split(" ", 3);
      return end > 0 && words.length > 1 && words[1].matches("[0-9]{3}")
          ? new HttpAnswer(Integer.parseInt(words[1]), text.substring(end + 4))
          : new HttpAnswer(0, "");
    }

    boolean isGood() {
      return status == OK;
    }

    private JsonObject json() {
      return switch (Decoded.of(() -> JSON.parse(body))) {
        case Decoded.Read<JsonObject>(var read) -> read;
        case Decoded.Refused<JsonObject> _ -> JsonObject.EMPTY;
      };
    }
  }

  static NodeState of(HostAgent agent) {
    var ready = answer(agent, "/ready");
    if (ready.status() == 0) {
      return SILENT;
    }
    return new NodeState(
        true,
        ready.isGood(),
        agent.host().tier() == Tier.VALIDATOR
            ? members(answer(agent, "/cluster/members"))
            : List.of());
  }

  private static HttpAnswer answer(HostAgent agent, String path) {
    String port = Integer.toString(agent.host().statusPortOrUsual());
    return agent.ask(PATIENCE, "ask", port, path) instanceof Done(var text)
        ? HttpAnswer.parse(text)
        : new HttpAnswer(0, "");
  }

  static List<Member> members(HttpAnswer answer) {
    return answer.isGood()
        ? answer.json().objectsOrNone("members").stream()
            .filter(member -> member.textOr("status", "").equals("up"))
            .filter(member -> member.has("reachable") && member.flag("reachable"))
            .map(member -> new Member(member.textOr("address", ""), member.textOr("version", "")))
            .toList()
        : List.of();
  }
}
