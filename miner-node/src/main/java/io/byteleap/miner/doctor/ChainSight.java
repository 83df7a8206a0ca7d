package io.byteleap.miner.doctor;

import io.byteleap.port.Chain;
import java.time.Duration;

/// What was seen of the chain in one look.
public record ChainSight(Chain.Reading reading, BlockClock blockClock) {
  /// How far the newest block's time is from our clock.
  public sealed interface BlockClock {}

  /// The chain does not say.
  public record Unknown() implements BlockClock {}

  /// The newest block is so much older than our clock says that it is now; negative when our clock
  /// is behind.
  public record Behind(Duration age) implements BlockClock {}
}
