package io.byteleap.redteam;

/// What came of one round of a strategy.
sealed interface Outcome {
  /// What caught it, in the validator's own word; empty when nothing did.
  String rule();

  /// The work that it did, as a share of what one honest machine does in a round.
  double work();

  /// `verified` of the workers that it shows (0 or more) passed, and can be rented until the next
  /// round.
  record Judged(String rule, int verified, double work) implements Outcome {}

  /// The scoring itself said what it earns, as a share of one honest machine's pay.
  record Scored(String rule, double pay, double work) implements Outcome {}

  /// Ended by the validator's own fault; says nothing about the strategy.
  record Unjudged(String rule) implements Outcome {
    @Override
    public double work() {
      return 0;
    }
  }

  static Outcome passed(double work) {
    return new Judged("", 1, work);
  }

  static Outcome caught(String rule, double work) {
    return new Judged(rule, 0, work);
  }

  default boolean isCaught() {
    return !rule().isEmpty();
  }
}
