package io.byteleap.chain.live;

import io.byteleap.chain.subtensor.BlockEvents;
import io.byteleap.chain.subtensor.Reaction;
import io.byteleap.chain.subtensor.Reaction.GiveUp;
import io.byteleap.chain.subtensor.Reaction.RereadNonce;
import io.byteleap.chain.subtensor.Reaction.RereadRuntime;
import io.byteleap.chain.subtensor.Reaction.WaitForBlock;
import io.byteleap.chain.subtensor.RpcError;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.port.Chain;

/// The way of one call into a block: how many tries are left, and what to do after each event.
/// Nothing is handed in again before it is certain that the last one came to nothing, but what a
/// pool dropped: should another pool have it still, then the nonce lets one of both into blocks.
record Submission(int triesLeft) {
  /// As many tries as the SDK makes.
  static final int TRIES_MAX = 5;

  /// A limit of the chain that ends so soon is waited for.
  static final int WAIT_BLOCKS_MAX = 3;

  static final Submission FIRST = new Submission(TRIES_MAX);

  /// What happened.
  sealed interface Event {}

  /// The chain's state made nothing to hand in.
  record Decided(Chain.Outcome outcome) implements Event {}

  /// A node took it into its pool, or may have.
  record HandedIn(Sent sent) implements Event {}

  /// A node refused it at the door.
  record Turned(RpcError error) implements Event {}

  /// It did not get to a node.
  record NotSent(String cause) implements Event {}

  /// A block has it.
  record Found(BlockNumber block, BlockEvents.Outcome outcome) implements Event {}

  /// No block that could have it has it, or the blocks cannot be looked at.
  record Missed(String cause) implements Event {}

  /// No block has it yet, and the pool that took it says why it will not get into one.
  record Dropped(String cause) implements Event {}

  /// A transaction that was handed in when the head was `head`, and is in no block from `death` on.
  record Sent(String hex, BlockNumber head, BlockNumber death) {}

  sealed interface Next {}

  /// Plan, sign and hand in.
  record Send(Freshness freshness, Submission then) implements Next {}

  /// Look for it in the blocks, and hear what the pool says.
  record Watch(Sent sent, Submission then) implements Next {}

  /// Wait for the block, then [Send].
  record Pause(BlockNumber until, Submission then) implements Next {}

  record End(Chain.Outcome outcome) implements Next {}

  /// Whether what is known of the runtime may be used again.
  enum Freshness {
    AS_KNOWN,
    READ_ANEW
  }

  Next begin() {
    return new Send(Freshness.AS_KNOWN, new Submission(triesLeft - 1));
  }

  /// What to do after `event`, with the chain's head at `head`.
  Next after(Event event, BlockNumber head) {
    return switch (event) {
      case Decided(Chain.TooEarly(var from, _))
          when from.since(head) <= WAIT_BLOCKS_MAX && triesLeft > 0 ->
          new Pause(from, spent());
      case Decided(var outcome) -> new End(outcome);
      case HandedIn(var sent) -> new Watch(sent, this);
      case Turned(var error) -> to(Reaction.to(error), head);
      case NotSent(var cause) -> new End(new Chain.Unreachable(cause));
      case Found(var block, BlockEvents.Succeeded()) -> new End(new Chain.Included(block));
      case Found(_, BlockEvents.Failed(var why)) -> to(Reaction.to(why), head);
      case Found(var block, BlockEvents.Unknown()) ->
          new End(new Chain.Unreachable("block " + block + " does not say what became of it"));
      case Missed(var cause) -> new End(new Chain.Unreachable(cause));
      case Dropped(var cause) ->
          triesLeft > 0
              ? new Pause(new BlockNumber(head.value() + 1), spent())
              : new End(new Chain.Unreachable(cause));
    };
  }

  private Next to(Reaction reaction, BlockNumber head) {
    var next = new BlockNumber(head.value() + 1);
    boolean again = triesLeft > 0;
    return switch (reaction) {
      case WaitForBlock(var why) ->
          again ? new Pause(next, spent()) : new End(new Chain.TooEarly(next, why.value()));
      case RereadNonce(var why) ->
          again ? new Send(Freshness.AS_KNOWN, spent()) : refused(why.value());
      case RereadRuntime(var why) ->
          again ? new Send(Freshness.READ_ANEW, spent()) : refused(why.value());
      case GiveUp(var why) -> new End(new Chain.Refused(why.value()));
    };
  }

  private Submission spent() {
    return new Submission(triesLeft - 1);
  }

  private static Next refused(String why) {
    return new End(new Chain.Refused(why + ", " + TRIES_MAX + " times"));
  }
}
