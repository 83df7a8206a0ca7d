package io.byteleap.miner.challenge;

import io.byteleap.actor.Backoff;
import io.byteleap.wire.validator.Payload;
import java.time.Duration;
import java.time.Instant;

/// What a courier tells its validator, again and again while that cannot be reached: all of it may
/// be told twice, since a validator answers the same words in the same way.
sealed interface Telling {
  /// The worker has the word.
  record Nothing() implements Telling {}

  /// `tries` made so far, each with its own `timeout`; one that fails after `giveUpAt` is the last.
  record Telegram(Payload payload, Duration timeout, Instant giveUpAt, int tries, Backoff backoff)
      implements Telling {
    private static final Backoff BACKOFF =
        Backoff.from(Duration.ofSeconds(1), Duration.ofSeconds(5));

    static Telegram first(Payload payload, Duration timeout, Instant giveUpAt) {
      return new Telegram(payload, timeout, giveUpAt, 1, BACKOFF);
    }

    Telegram again() {
      return new Telegram(payload, timeout, giveUpAt, tries + 1, backoff.failed());
    }
  }
}
