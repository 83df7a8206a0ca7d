package io.byteleap.chain.rpc;

import io.byteleap.chain.rpc.OpenCalls.Subscriber;
import io.byteleap.chain.rpc.RpcResult.Absence;
import io.byteleap.chain.rpc.RpcResult.Unreachable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/// Who is subscribed to what at which connection. For one thread at a time, as an actor is.
final class Subscribers {
  private final ActorContext<RpcLink.Command> context;
  private final Map<ActorRef<RpcNews>, Entry> entries = new LinkedHashMap<>();
  private long lastTicket;

  private sealed interface Place {}

  private record Nowhere() implements Place {}

  private record At(ActorRef<RpcConnection.Command> connection) implements Place {}

  private record Entry(Subscriber subscriber, Place place) {}

  Subscribers(ActorContext<RpcLink.Command> context) {
    this.context = context;
  }

  /// Subscribes at the connection that is in use.
  void subscribe(
      RpcSubscription subscription,
      ActorRef<RpcNews> listener,
      ActorRef<RpcConnection.Command> connection) {
    if (add(subscription, listener)) {
      open(entries.get(listener).subscriber(), connection);
    }
  }

  /// Subscribes while there is no connection: what must not be repeated is not begun either.
  void subscribeLater(
      RpcSubscription subscription, ActorRef<RpcNews> listener, Unreachable absent) {
    if (!subscription.outlivesConnection()) {
      unsubscribe(listener);
      listener.tell(new RpcNews.Ended(absent));
    } else if (add(subscription, listener)) {
      listener.tell(new RpcNews.Interrupted(absent));
    }
  }

  private boolean add(RpcSubscription subscription, ActorRef<RpcNews> listener) {
    unsubscribe(listener);
    if (entries.size() >= RpcLink.SUBSCRIPTIONS_MAX) {
      listener.tell(new RpcNews.Ended(Unreachable.of(Absence.TOO_MANY, "subscriptions")));
      return false;
    }
    lastTicket++;
    var subscriber = new Subscriber(subscription, listener, lastTicket);
    entries.put(listener, new Entry(subscriber, new Nowhere()));
    context.watchWith(listener, new RpcLink.Unsubscribe(listener));
    return true;
  }

  private void open(Subscriber subscriber, ActorRef<RpcConnection.Command> connection) {
    connection.tell(new RpcConnection.Open(subscriber));
    entries.put(subscriber.listener(), new Entry(subscriber, new At(connection)));
  }

  void unsubscribe(ActorRef<RpcNews> listener) {
    var entry = entries.remove(listener);
    if (entry != null) {
      context.unwatch(listener);
      close(entry);
    }
  }

  private static void close(Entry entry) {
    if (entry.place() instanceof At(var connection)) {
      connection.tell(new RpcConnection.Close(entry.subscriber()));
    }
  }

  /// The subscriber has heard the last of it; one that it began since then goes on.
  void finished(Subscriber subscriber) {
    var entry = entries.get(subscriber.listener());
    if (entry != null && entry.subscriber().equals(subscriber)) {
      entries.remove(subscriber.listener());
      context.unwatch(subscriber.listener());
    }
  }

  /// From now on this connection is used; what can move to it does.
  void connected(ActorRef<RpcConnection.Command> connection) {
    for (var entry : List.copyOf(entries.values())) {
      if (entry.subscriber().subscription().outlivesConnection()) {
        close(entry);
        open(entry.subscriber(), connection);
      }
    }
  }

  void lost(ActorRef<RpcConnection.Command> connection, Unreachable why) {
    for (var entry : List.copyOf(entries.values())) {
      if (entry.place().equals(new At(connection))) {
        lost(entry.subscriber(), why);
      }
    }
  }

  private void lost(Subscriber subscriber, Unreachable why) {
    var listener = subscriber.listener();
    if (subscriber.subscription().outlivesConnection()) {
      entries.put(listener, new Entry(subscriber, new Nowhere()));
      listener.tell(new RpcNews.Interrupted(why));
    } else {
      finished(subscriber);
      listener.tell(new RpcNews.Ended(why));
    }
  }

  /// The link itself ends: nobody hears anything more, and everybody hears that.
  void endAll(Unreachable why) {
    entries.keySet().forEach(listener -> listener.tell(new RpcNews.Ended(why)));
    entries.clear();
  }
}
