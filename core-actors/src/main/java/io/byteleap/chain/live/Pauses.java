package io.byteleap.chain.live;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Lets time pass on a thread that may wait.
@FunctionalInterface
interface Pauses {
  void pass(Duration time);

  static Pauses real() {
    return time ->
        CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS))
            .join();
  }
}
