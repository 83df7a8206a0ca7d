package io.byteleap.worker.link;

import io.byteleap.actor.Backoff;
import java.time.Duration;

/// How long the worker waits before it dials again. A miner that is not there is looked for every
/// 1.2 s, a fifth more or less by chance, so that one that comes back is found, and registered at,
/// within two seconds; many workers do so at different moments. After a refusal, which time alone
/// may not mend, the pause is `usual`, doubling up to twelve times that.
record Redial(Backoff search, Backoff refusals) {
  private static final Duration SEARCH_MAX = Duration.ofMillis(1_200);
  private static final int REFUSED_FACTOR = 12;

  static Redial usually(Duration usual) {
    var search = usual.compareTo(SEARCH_MAX) < 0 ? usual : SEARCH_MAX;
    return new Redial(
        Backoff.from(search, search), Backoff.from(usual, usual.multipliedBy(REFUSED_FACTOR)));
  }

  /// After one more connection that ended in that manner.
  Redial after(MinerLink.Manner manner) {
    return switch (manner) {
      case LOST -> this;
      case REFUSED -> new Redial(search, refusals.failed());
    };
  }

  /// After a connection that was of use.
  Redial rested() {
    return new Redial(search, refusals.succeeded());
  }

  /// The pauses after connections that end in that manner.
  Backoff pauses(MinerLink.Manner manner) {
    return switch (manner) {
      case LOST -> search;
      case REFUSED -> refusals;
    };
  }
}
