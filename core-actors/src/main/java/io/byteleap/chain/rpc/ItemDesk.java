package io.byteleap.chain.rpc;

import io.byteleap.actor.CauseLog;
import io.byteleap.chain.rpc.OpenCalls.Subscriber;
import io.byteleap.chain.rpc.RpcMessage.Notice;
import io.byteleap.chain.rpc.RpcMessage.Stop;
import io.byteleap.chain.rpc.RpcResult.Absence;
import io.byteleap.chain.rpc.RpcResult.Answered;
import io.byteleap.chain.rpc.RpcResult.NoValue;
import io.byteleap.chain.rpc.RpcResult.Unreachable;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonProblem;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/// Hands what one connection brings for its subscribers to them. For one thread at a time, as an
/// actor is.
final class ItemDesk {
  private final OpenCalls calls;
  private final ActorRef<RpcLink.Command> link;
  private final NodeUrl url;
  private final CauseLog notes;

  ItemDesk(OpenCalls calls, ActorRef<RpcLink.Command> link, NodeUrl url, CauseLog notes) {
    this.calls = calls;
    this.link = link;
    this.url = url;
    this.notes = notes;
  }

  /// The node answered the request to subscribe.
  void answered(Subscriber subscriber, RpcResult result) {
    switch (result) {
      case NoValue why -> end(subscriber, why);
      case Answered(var value) ->
          nameOf(value)
              .ifPresentOrElse(
                  name -> begin(name, subscriber),
                  () ->
                      end(
                          subscriber,
                          Unreachable.of(Absence.GARBLED, "a subscription without a name")));
    }
  }

  private void begin(String name, Subscriber subscriber) {
    subscriber.listener().tell(new RpcNews.Began());
    calls.confirmed(name, subscriber).forEach(this::item);
  }

  /// The node's name of a subscription that it confirmed with this value.
  static Optional<String> nameOf(RpcValue value) {
    try {
      return Optional.of(RpcMessage.name(value.holder(), "result"));
    } catch (JsonProblem e) {
      return Optional.empty();
    }
  }

  void item(Notice notice) {
    var known = calls.subscriber(notice.subscription());
    if (known.isPresent()) {
      deliver(notice, known.get());
    } else if (!calls.keptEarly(notice)) {
      notes.warn("message of the node ignored", url, Label.of("an item that nobody asked for"));
    }
  }

  private void deliver(Notice notice, Subscriber subscriber) {
    subscriber.listener().tell(new RpcNews.Item(notice.value()));
    if (subscriber.subscription().endsWith(notice.value())) {
      calls.forget(notice.subscription());
      finish(subscriber, new RpcNews.Completed());
    }
  }

  void stopped(Stop stop) {
    calls.subscriber(stop.subscription()).ifPresent(known -> end(known, stop.why()));
    calls.forget(stop.subscription());
  }

  void end(Subscriber subscriber, NoValue why) {
    finish(subscriber, new RpcNews.Ended(why));
  }

  private void finish(Subscriber subscriber, RpcNews last) {
    subscriber.listener().tell(last);
    link.tell(new RpcLink.Finished(subscriber));
  }
}
