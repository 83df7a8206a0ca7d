package io.byteleap.simulation;

/// What must hold in every world, after every event.
public enum Invariant {
  TARGETS_DRAWN_ONCE("targets are drawn once, after the root is stored, and repeated as they are"),
  ONE_OPEN_CHALLENGE("a worker has at most one open challenge"),
  NO_LEASED_WORKER_CHALLENGED("no leased worker is challenged"),
  SEQUENCE_NUMBER_USED_ONCE("a sequence number is never used twice under one key"),
  VERIFIED_HAS_EVIDENCE(
      "a verified challenge has evidence for every target, and a time by the validator's clock"),
  WEIGHTS_SUM_TO_ONE("weights sum to 1 and follow the scores, or nothing is submitted"),
  ONCE_PER_EPOCH("weights are set once an epoch"),
  NO_TOKEN_IN_SIGHT("no token is in a journal, a log or a text"),
  EVERY_CHALLENGE_ENDS("every open challenge reaches a final state within its deadline"),
  HONEST_LOSES_NOTHING("no honest worker loses a point"),
  CHEAT_GAINS_NOTHING("no cheat gains a point"),
  NOTHING_IS_FORGOTTEN("what was stored is there again after a crash"),
  NO_BUG("no machine meets what it calls impossible");

  private final String says;

  Invariant(String says) {
    this.says = says;
  }

  public String says() {
    return says;
  }
}
