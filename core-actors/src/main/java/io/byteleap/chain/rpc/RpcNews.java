package io.byteleap.chain.rpc;

import io.byteleap.chain.rpc.RpcResult.NoValue;
import io.byteleap.chain.rpc.RpcResult.Unreachable;

/// What a subscriber hears: [Began], [Item]s, perhaps [Interrupted] and [Began] again, and at last
/// [Completed] or [Ended], unless the subscriber ends it before.
public sealed interface RpcNews {
  /// A node took the subscription. After an [Interrupted] something may have been missed.
  record Began() implements RpcNews {}

  record Item(RpcValue value) implements RpcNews {}

  /// The connection was lost; the subscription begins again with the next one.
  record Interrupted(Unreachable why) implements RpcNews {}

  /// The item before this one was the last that there is to say.
  record Completed() implements RpcNews {}

  /// The node refused or ended the subscription, or the connection was lost and it must not begin
  /// again by itself.
  record Ended(NoValue why) implements RpcNews {}
}
