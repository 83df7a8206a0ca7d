package io.byteleap.chain.rpc;

import io.byteleap.chain.rpc.RpcResult.Absence;
import io.byteleap.chain.rpc.RpcResult.Unreachable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// Requests that wait for a connection, each up to its own time. For one thread at a time, as an
/// actor is.
final class WaitingCalls {
  /// Requests that may wait.
  static final int MAX = 64;

  private static final Unreachable TOO_LATE = Unreachable.of(Absence.NOT_CONNECTED, "in time");

  private final TimerScheduler<RpcLink.Command> timers;
  private final InstantSource clock;
  private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
  private long lastTicket;

  private record Waiting(RpcLink.Call call, Instant deadline) {}

  WaitingCalls(TimerScheduler<RpcLink.Command> timers, InstantSource clock) {
    this.timers = timers;
    this.clock = clock;
  }

  void add(RpcLink.Call call) {
    if (waiting.size() >= MAX) {
      call.replyTo().tell(Unreachable.of(Absence.TOO_MANY, "for a connection"));
      return;
    }
    lastTicket++;
    var timeout = call.request().timeout();
    waiting.put(lastTicket, new Waiting(call, clock.instant().plus(timeout)));
    timers.startSingleTimer(late(lastTicket), late(lastTicket), timeout);
  }

  private static RpcLink.Late late(long ticket) {
    return new RpcLink.Late(ticket);
  }

  void late(RpcLink.Late late) {
    var over = waiting.remove(late.ticket());
    if (over != null) {
      over.call().replyTo().tell(TOO_LATE);
    }
  }

  void refuseAll(Unreachable why) {
    takeAll().forEach(each -> each.call().replyTo().tell(why));
  }

  /// Hands them on with the time that each has left.
  void passOn(ActorRef<RpcConnection.Command> connection) {
    takeAll().forEach(each -> send(each, connection));
  }

  private void send(Waiting each, ActorRef<RpcConnection.Command> connection) {
    var call = each.call();
    var left = Duration.between(clock.instant(), each.deadline());
    if (left.isPositive()) {
      connection.tell(new RpcConnection.Send(call.request().within(left), call.replyTo()));
    } else {
      call.replyTo().tell(TOO_LATE);
    }
  }

  private List<Waiting> takeAll() {
    var all = List.copyOf(waiting.values());
    waiting.keySet().forEach(ticket -> timers.cancel(late(ticket)));
    waiting.clear();
    return all;
  }
}
