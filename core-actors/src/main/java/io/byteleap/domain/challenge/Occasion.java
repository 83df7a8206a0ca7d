package io.byteleap.domain.challenge;

/// What a challenge is issued for: itself, or a [Muster] of many workers at once.
public sealed interface Occasion permits Occasion.AnyTime, Muster {
  AnyTime ANY_TIME = new AnyTime();

  /// It is handed out whenever the miner comes for it.
  record AnyTime() implements Occasion {}
}
