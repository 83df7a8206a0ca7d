package io.byteleap.chain;

import io.byteleap.domain.identity.BlockNumber;

/// Something that goes wrong with a simulated chain while its head is within `span`.
public sealed interface ChainFault {
  Span span();

  /// From a block on, for so many blocks.
  record Span(BlockNumber from, long blocks) {
    /// From genesis on, for ever.
    public static final Span ALWAYS = new Span(BlockNumber.GENESIS, Long.MAX_VALUE);

    public Span {
      if (blocks < 1) {
        throw new IllegalArgumentException("a fault lasts 1 block or more");
      }
    }

    boolean holds(BlockNumber head) {
      return head.compareTo(from) >= 0 && head.since(from) < blocks;
    }
  }

  /// What may be handed in.
  enum Call {
    SERVE_AXON("ServingRateLimitExceeded"),
    SET_WEIGHTS("SettingWeightsTooFast");

    private final String tooFast;

    Call(String tooFast) {
      this.tooFast = tooFast;
    }

    /// What the chain says when this is handed in too soon after the last time.
    String tooFast() {
      return tooFast;
    }
  }

  /// The chain can neither be read nor reached.
  record Away(Span span) implements ChainFault {}

  /// The chain says no, by this name.
  record Refuses(Call call, String error, Span span) implements ChainFault {
    /// As it does when the call comes too soon.
    public static Refuses asTooFast(Call call, Span span) {
      return new Refuses(call, call.tooFast(), span);
    }
  }

  /// What is handed in is in a block so many blocks later than the next.
  record Late(int blocks, Span span) implements ChainFault {
    public Late {
      if (blocks < 1) {
        throw new IllegalArgumentException("late is 1 block or more");
      }
    }
  }

  /// What is handed in never gets into a block.
  record Drops(Span span) implements ChainFault {}

  /// What is handed in gets into a block, but whoever handed it in does not hear of it.
  record LosesAnswers(Span span) implements ChainFault {}
}
