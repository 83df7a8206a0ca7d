package io.byteleap.validator.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/// Whether this process ever stood still (was stopped, swapped out, suspended) for so long that the
/// others may have taken its place. From then on it must not write.
///
/// The time since the last tick counts, whoever looks first after a standstill: so nothing is
/// written between the end of one and its discovery. For many threads.
public final class Standstill {
  private final LongSupplier nanoTime;
  private final Duration max;
  private final AtomicLong lastTick;
  private final AtomicReference<Optional<Duration>> found = new AtomicReference<>(Optional.empty());

  /// `nanoTime` goes on while the process stands still.
  public Standstill(LongSupplier nanoTime, Duration max) {
    this.nanoTime = nanoTime;
    this.max = max;
    this.lastTick = new AtomicLong(nanoTime.getAsLong());
  }

  /// To be called at intervals much shorter than the longest pause allowed.
  void tick() {
    long now = nanoTime.getAsLong();
    look(now);
    lastTick.set(now);
  }

  /// How long it stood still, if ever too long.
  public Optional<Duration> found() {
    look(nanoTime.getAsLong());
    return found.get();
  }

  private void look(long now) {
    var pause = Duration.ofNanos(now - lastTick.get());
    if (pause.compareTo(max) > 0) {
      found.compareAndSet(Optional.empty(), Optional.of(pause));
    }
  }

  /// Why nothing may be written any more; empty while it may.
  public Optional<String> refusal() {
    return found()
        .map(
            pause ->
                "this process stood still for "
                    + pause.toMillis()
                    + " ms, and others may have taken its place");
  }
}
