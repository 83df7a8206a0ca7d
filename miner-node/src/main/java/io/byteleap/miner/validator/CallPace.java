package io.byteleap.miner.validator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// How many calls in a stretch of time a validator takes, as far as it has told. It is told nothing
/// beforehand: until it says that calls come too fast there is room for all; then there is none for
/// [#REST], and for [#STRETCH] as much as it took before it said so, less a tenth, which is left to
/// the calls that do not wait for their turn.
///
/// `sent` are the instants of the calls of one stretch that it did not refuse for being too many,
/// oldest first, the newest [#SENT_MAX] at most.
record CallPace(List<Instant> sent, Limit limit) {
  /// Validators count for 30 seconds; the rest is for calls that were on their way for longer than
  /// those that follow them.
  static final Duration STRETCH = Duration.ofSeconds(32);

  /// Somebody else's calls may fill the room that there seems to be.
  static final Duration REST = Duration.ofSeconds(5);

  static final int SENT_MAX = 1_024;

  /// However little a validator takes, so much there is room for.
  private static final int CALLS_MIN = 10;

  private static final int RESERVE_SHARE = 10;

  static final CallPace NONE = new CallPace(List.of(), new Unknown());

  sealed interface Limit {}

  record Unknown() implements Limit {}

  /// At most `calls` in a stretch, from `start` until `end`, and none before `start`.
  record Learned(int calls, Instant start, Instant end) implements Limit {}

  CallPace {
    sent = List.copyOf(sent);
  }

  /// After a call at `now`.
  CallPace sentAt(Instant now) {
    var next = new ArrayList<>(since(now.minus(STRETCH)));
    next.add(now);
    return new CallPace(next.subList(Math.max(0, next.size() - SENT_MAX), next.size()), limit);
  }

  /// After the validator refused, at `now`, a call that was sent at `then`, because there were too
  /// many: it does not count that call itself. One that was sent in a rest does not make it longer.
  CallPace refused(Instant then, Instant now) {
    var next = new ArrayList<>(sent);
    next.remove(then);
    long taken =
        next.stream().filter(at -> at.isAfter(then.minus(STRETCH)) && !at.isAfter(then)).count();
    var start =
        limit instanceof Learned(_, var resting, _) && then.isBefore(resting)
            ? resting
            : now.plus(REST);
    return new CallPace(
        next, new Learned(Math.max(CALLS_MIN, Math.toIntExact(taken)), start, now.plus(STRETCH)));
  }

  boolean hasRoom(Instant now) {
    return switch (limit) {
      case Learned(int calls, var start, var end) when now.isBefore(end) ->
          !now.isBefore(start) && since(now.minus(STRETCH)).size() < withoutReserve(calls);
      case Learned _, Unknown() -> true;
    };
  }

  /// When there is room again, if nothing is sent until then.
  Instant roomAt(Instant now) {
    if (hasRoom(now) || !(limit instanceof Learned(int calls, var start, var end))) {
      return now;
    }
    var counting = since(now.minus(STRETCH));
    int tooMany = counting.size() - withoutReserve(calls);
    var free = tooMany < 0 ? start : later(start, counting.get(tooMany).plus(STRETCH));
    return free.isBefore(end) ? free : end;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static int withoutReserve(int calls) {
    return calls - Math.max(1, calls / RESERVE_SHARE);
  }

  private List<Instant> since(Instant start) {
    return sent.stream().filter(at -> at.isAfter(start)).toList();
  }
}
