package io.byteleap.chain.rpc;

import java.util.List;

/// What a node is asked to tell us of, until it is asked to stop.
public sealed interface RpcSubscription {
  /// The headers of new blocks at the best head. Asked for again after a lost connection.
  record NewHeads() implements RpcSubscription {}

  /// Hands in a signed extrinsic, `0x` and hexadecimal digits, and tells what becomes of it. Ends
  /// with a lost connection, since it must not be handed in twice without a look at the chain.
  record WatchExtrinsic(RpcParam.Text hex) implements RpcSubscription {
    public static WatchExtrinsic of(String hex) {
      return new WatchExtrinsic(new RpcParam.Text(hex));
    }
  }

  /// Whether the subscription outlives a connection.
  default boolean outlivesConnection() {
    return switch (this) {
      case NewHeads() -> true;
      case WatchExtrinsic _ -> false;
    };
  }

  /// Whether the node says nothing more after `value`.
  default boolean endsWith(RpcValue value) {
    return switch (this) {
      case NewHeads() -> false;
      case WatchExtrinsic _ -> ExtrinsicStatus.read(value).isLast();
    };
  }

  default String method() {
    return switch (this) {
      case NewHeads() -> "chain_subscribeNewHeads";
      case WatchExtrinsic _ -> "author_submitAndWatchExtrinsic";
    };
  }

  default List<RpcParam> params() {
    return switch (this) {
      case NewHeads() -> List.of();
      case WatchExtrinsic(var hex) -> List.of(hex);
    };
  }

  default String endMethod() {
    return switch (this) {
      case NewHeads() -> "chain_unsubscribeNewHeads";
      case WatchExtrinsic _ -> "author_unwatchExtrinsic";
    };
  }
}
