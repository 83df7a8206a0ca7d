package io.byteleap.redteam;

import java.util.random.RandomGenerator;

/// One way to be paid for less than the work, or an honest way that must never be punished.
///
/// `name` is what `--only` takes; `tried` says in a line what is done.
record Strategy(String name, Family family, String tried, Claim claim, Play play) {

  /// Against what it is: a challenge, or the rules of pay that hold whatever the challenge is.
  enum Family {
    V1,
    V2,
    PAY
  }

  /// What is claimed of it, and so what makes a run of the red team fail.
  sealed interface Claim {}

  /// It is caught with at least this chance (0 to 1) in every round.
  record Caught(double chance) implements Claim {
    public Caught {
      if (!(chance > 0 && chance <= 1)) {
        throw new IllegalArgumentException("a chance outside 0..1: " + chance);
      }
    }
  }

  /// Nothing catches it, and it gains nothing: it is paid for what it did.
  record Fair() implements Claim {}

  /// Challenge v1 cannot catch it, and it may pay.
  record Weak(String why) implements Claim {}

  /// Not covered by any challenge; said so, and never counted as a pass.
  record Open(String why) implements Claim {}

  /// Somebody who does the whole work; caught never.
  record Honest() implements Claim {}

  /// How it is played.
  sealed interface Play {}

  record OfExact(ExactPlay play) implements Play {}

  record OfMatrix(MatrixPlay play) implements Play {}

  /// Of the rules of pay; what it earned is what the scoring made of it.
  record OfPay(PayPlay play) implements Play {}

  /// A play of its own against the decisions of the domain.
  @FunctionalInterface
  interface PayPlay {
    Outcome play(RandomGenerator random);
  }
}
