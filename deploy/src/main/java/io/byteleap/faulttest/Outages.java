package io.byteleap.faulttest;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// Asks the processes all the time, and remembers the longest time in which none of them served.
final class Outages implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final AtomicLong longest = new AtomicLong();
  private final AtomicBoolean over = new AtomicBoolean();
  private final Thread thread;

  private Outages(List<Door> doors, Predicate<Door> serves) {
    this.thread =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  long last = System.nanoTime();
                  while (!over.get()) {
                    if (doors.stream().anyMatch(serves)) {
                      last = System.nanoTime();
                    }
                    long gap = System.nanoTime() - last;
                    longest.accumulateAndGet(gap, Math::max);
                    Waiting.pause(PAUSE);
                  }
                });
  }

  static Outages of(List<Door> doors, Predicate<Door> serves) {
    var outages = new Outages(doors, serves);
    outages.thread.start();
    return outages;
  }

  Duration longest() {
    return Duration.ofNanos(longest.get());
  }

  @Override
  public void close() {
    over.set(true);
  }
}
