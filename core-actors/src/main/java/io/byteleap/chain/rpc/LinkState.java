package io.byteleap.chain.rpc;

import io.byteleap.actor.Backoff;
import io.byteleap.chain.rpc.RpcResult.Unreachable;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;

/// Where a link stands: the connection that is used, the one that is being tried, and the endpoints
/// that this round still has to try.
record LinkState(Line line, Attempt attempt, List<Integer> left, Backoff backoff, Chain chain) {
  sealed interface Line {}

  /// A first round is under way; requests wait for its end.
  record Seeking() implements Line {}

  /// A round failed, the last of it for this reason.
  record NoNode(Unreachable why) implements Line {}

  record Open(ActorRef<RpcConnection.Command> connection, int endpoint, Instant since)
      implements Line {}

  sealed interface Attempt {}

  record None() implements Attempt {}

  record Dialling(ActorRef<RpcConnection.Command> connection, int endpoint) implements Attempt {}

  sealed interface Chain {
    default boolean admits(String genesis) {
      return switch (this) {
        case AnyChain() -> true;
        case TheChain(var known) -> known.equals(genesis);
      };
    }
  }

  /// No node was ever reached.
  record AnyChain() implements Chain {}

  /// The chain of the first node that was reached, by the hash of its first block.
  record TheChain(String genesis) implements Chain {}

  static LinkState first(int endpoints, Backoff backoff) {
    return new LinkState(new Seeking(), new None(), upTo(endpoints), backoff, new AnyChain());
  }

  static List<Integer> upTo(int endpoints) {
    return IntStream.range(0, endpoints).boxed().toList();
  }

  /// The next endpoint of the round is being tried.
  LinkState dialling(ActorRef<RpcConnection.Command> connection) {
    return new LinkState(
        line,
        new Dialling(connection, left.getFirst()),
        left.subList(1, left.size()),
        backoff,
        chain);
  }

  /// What was being tried is in use.
  LinkState open(Open next, String genesis) {
    return new LinkState(next, new None(), List.of(), backoff, new TheChain(genesis));
  }

  LinkState withoutAttempt() {
    return new LinkState(line, new None(), left, backoff, chain);
  }

  LinkState with(Line next) {
    return new LinkState(next, attempt, left, backoff, chain);
  }

  LinkState with(Backoff next) {
    return new LinkState(line, attempt, left, next, chain);
  }

  LinkState withLeft(List<Integer> next) {
    return new LinkState(line, attempt, next, backoff, chain);
  }

  /// The connection of endpoint `lost` out of `endpoints` was lost: all are tried, that one last,
  /// and none twice.
  LinkState seekingAfter(int lost, int endpoints) {
    int tried = attempt instanceof Dialling(_, var endpoint) ? endpoint : lost;
    var others = upTo(endpoints).stream().filter(each -> each != lost && each != tried);
    return new LinkState(
        new Seeking(), attempt, Stream.concat(others, Stream.of(lost)).toList(), backoff, chain);
  }
}
