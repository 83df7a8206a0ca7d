package io.byteleap.miner.admission;

import io.byteleap.domain.admission.TokenId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import java.time.Duration;

/// What an operator wants of a miner about its workers.
public sealed interface Order {
  /// A new join token. An empty `address` leaves it to the miner where it says to be found.
  record NewToken(Label label, Duration lifetime, int usesMax, String address) implements Order {
    private static final Duration LIFETIME_MAX = Duration.ofDays(366);
    private static final int USES_MAX = 100;

    public NewToken {
      if (!lifetime.isPositive() || lifetime.compareTo(LIFETIME_MAX) > 0) {
        throw new IllegalArgumentException("a token lives for a second to 366 days");
      }
      if (usesMax < 1 || usesMax > USES_MAX) {
        throw new IllegalArgumentException("a token has 1 to " + USES_MAX + " uses");
      }
    }
  }

  /// The token lets nobody in any more; workers that joined with it stay.
  record Revoke(TokenId token) implements Order {}

  /// Everything that is kept.
  record Show() implements Order {}

  /// About one worker.
  sealed interface OfWorker extends Order {
    WorkerId worker();
  }

  /// No more tasks.
  record Drain(WorkerId worker) implements OfWorker {}

  /// Tasks again. Of a worker without a key this takes back its removal too.
  record Resume(WorkerId worker) implements OfWorker {}

  /// Out, and not let in again without a token that was issued after this.
  record Remove(WorkerId worker) implements OfWorker {}

  /// Another name for people; an empty one takes the name away.
  record Rename(WorkerId worker, Label label) implements OfWorker {}
}
