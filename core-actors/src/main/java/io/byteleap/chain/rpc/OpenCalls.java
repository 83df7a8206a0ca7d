package io.byteleap.chain.rpc;

import io.byteleap.chain.rpc.RpcMessage.Notice;
import io.byteleap.chain.rpc.RpcResult.Unreachable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/// What one connection still owes: answers by request id, and items by the node's name of the
/// subscription. For one thread at a time, as an actor is.
final class OpenCalls {
  /// Requests that may wait for answers.
  static final int WAITING_MAX = 256;

  /// Items that may be kept for subscriptions whose confirmation has not come yet.
  private static final int EARLY_MAX = 16;

  sealed interface Waiting {}

  record Caller(ActorRef<RpcResult> replyTo) implements Waiting {}

  /// The ticket tells this subscription from a later one of the same listener.
  record Subscriber(RpcSubscription subscription, ActorRef<RpcNews> listener, long ticket)
      implements Waiting {}

  /// A subscriber that went before the node confirmed.
  record Gone(RpcSubscription subscription) implements Waiting {}

  /// The end of a subscription, whose confirmation nobody needs.
  record Nobody() implements Waiting {}

  private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
  private final Map<String, Subscriber> subscriptions = new HashMap<>();
  private final List<Notice> early = new ArrayList<>();
  private long lastId = RpcGreeting.LAST_ID;

  boolean isFull() {
    return waiting.size() >= WAITING_MAX;
  }

  /// Whether nothing is owed to anybody.
  boolean isEmpty() {
    return waiting.isEmpty() && subscriptions.isEmpty();
  }

  /// The id under which `who` waits from now on.
  long add(Waiting who) {
    lastId++;
    waiting.put(lastId, who);
    return lastId;
  }

  /// Who waits for the answer with this id, and from now on no longer does.
  Optional<Waiting> take(long id) {
    return Optional.ofNullable(waiting.remove(id));
  }

  /// The node confirmed a subscription under `name`; what came for it too early.
  List<Notice> confirmed(String name, Subscriber subscriber) {
    subscriptions.put(name, subscriber);
    var kept = early.stream().filter(notice -> notice.subscription().equals(name)).toList();
    early.clear();
    return kept;
  }

  Optional<Subscriber> subscriber(String name) {
    return Optional.ofNullable(subscriptions.get(name));
  }

  void forget(String name) {
    subscriptions.remove(name);
  }

  /// Whether the item, which no confirmed subscription takes, was kept for one that is on its way.
  boolean keptEarly(Notice notice) {
    boolean expected = waiting.values().stream().anyMatch(Subscriber.class::isInstance);
    return expected && early.size() < EARLY_MAX && early.add(notice);
  }

  /// Nobody wants the items any more. The node's name of the subscription, if it was confirmed.
  Optional<String> leave(Subscriber subscriber) {
    waiting.replaceAll(
        (_, who) -> who.equals(subscriber) ? new Gone(subscriber.subscription()) : who);
    var name =
        subscriptions.entrySet().stream()
            .filter(entry -> entry.getValue().equals(subscriber))
            .map(Map.Entry::getKey)
            .findFirst();
    name.ifPresent(subscriptions::remove);
    return name;
  }

  /// Tells every caller that there will be no answer. Subscribers hear it from the link.
  void fail(Unreachable why) {
    waiting
        .values()
        .forEach(
            who -> {
              if (who instanceof Caller(var replyTo)) {
                replyTo.tell(why);
              }
            });
    waiting.clear();
    subscriptions.clear();
    early.clear();
  }
}
