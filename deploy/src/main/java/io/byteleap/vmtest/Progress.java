package io.byteleap.vmtest;

import io.byteleap.localnet.MachineRow;
import java.time.InstantSource;

/// How often a machine's stream of events says something while an order is open.
final class Progress {
  private final InstantSource clock;
  private long since;
  private long longest;
  private boolean isOpen;

  Progress(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void heard(MachineRow row) {
    long now = clock.millis();
    if (isOpen) {
      longest = Math.max(longest, now - since);
    }
    since = now;
    isOpen = row.openOrder().isPresent();
  }

  /// Milliseconds.
  synchronized long longest() {
    return longest;
  }
}
