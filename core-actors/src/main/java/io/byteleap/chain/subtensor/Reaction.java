package io.byteleap.chain.subtensor;

import io.byteleap.domain.units.Label;

/// What to do about a transaction that the chain did not take.
public sealed interface Reaction {
  Label why();

  /// Try again, made anew, in a later block: a rate limit that the block lifts, a full pool, or one
  /// of ours that still waits there.
  record WaitForBlock(Label why) implements Reaction {}

  /// Our nonce is not the account's: read it again, then try again.
  record RereadNonce(Label why) implements Reaction {}

  /// What was signed is not what the runtime expects, or the subnet's rules changed: read the
  /// runtime's version, its metadata and the subnet's parameters again, then try again.
  record RereadRuntime(Label why) implements Reaction {}

  /// Trying the same again does not help.
  record GiveUp(Label why) implements Reaction {}

  /// The kinds of reaction, for tables.
  enum Kind {
    WAIT_FOR_BLOCK,
    REREAD_NONCE,
    REREAD_RUNTIME,
    GIVE_UP;

    Reaction because(String why) {
      var label = Label.of(why);
      return switch (this) {
        case WAIT_FOR_BLOCK -> new WaitForBlock(label);
        case REREAD_NONCE -> new RereadNonce(label);
        case REREAD_RUNTIME -> new RereadRuntime(label);
        case GIVE_UP -> new GiveUp(label);
      };
    }
  }

  /// The reaction to an answer to `author_submitExtrinsic` or `author_submitAndWatchExtrinsic`.
  static Reaction to(RpcError error) {
    return RpcErrors.reaction(error);
  }

  /// The reaction to a transaction that is in a block and did nothing.
  static Reaction to(DispatchFailure failure) {
    return RpcErrors.byName(failure.error().value()).because(failure.toString());
  }
}
