package io.byteleap.worker.vm;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Kills a worker at one of the moments when it touches the world: from then on it touches nothing.
final class Doom {
  private final AtomicInteger moments = new AtomicInteger();
  private final CountDownLatch struck = new CountDownLatch(1);
  private final int last;

  Doom() {
    this(Integer.MAX_VALUE);
  }

  /// The worker is killed at moment number `last`, counted from 1.
  Doom(int last) {
    this.last = last;
  }

  /// A moment passes, or the worker is killed.
  void pass() {
    if (moments.incrementAndGet() >= last) {
      struck.countDown();
      throw new Killed();
    }
  }

  boolean hasStruck() {
    return struck.getCount() == 0;
  }

  boolean awaitStrike() throws InterruptedException {
    return struck.await(20, TimeUnit.SECONDS);
  }

  int moments() {
    return moments.get();
  }
}
