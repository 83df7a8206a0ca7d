package io.byteleap.host;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A sensor that may fail, or not come back: it is read on a thread of its own, which is waited for
/// so long and no longer. A reading that comes late is taken the next time; one that never comes
/// costs one thread, however often it is asked for. One caller at a time.
final class PatientSensor<T> {
  private static final Duration THREAD_IDLE_MAX = Duration.ofSeconds(1);

  private final Sensor<T> sensor;
  private final Duration patience;
  private final ThreadPoolExecutor thread;
  /// The reading that has not come back yet, if there is one.
  private final Queue<Future<T>> pending = new ArrayDeque<>(1);

  /// What is read; may throw, and may block for ever.
  @FunctionalInterface
  interface Sensor<T> {
    T read() throws IOException;
  }

  sealed interface Reading<T> {}

  record Known<T>(T value) implements Reading<T> {}

  record Unknown<T>(String why) implements Reading<T> {}

  PatientSensor(String name, Sensor<T> sensor, Duration patience) {
    this.sensor = sensor;
    this.patience = patience;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            THREAD_IDLE_MAX.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(1),
            Thread.ofPlatform().daemon().name("sensor-" + name).factory());
    thread.allowCoreThreadTimeOut(true);
  }

  Reading<T> read() {
    if (pending.isEmpty()) {
      pending.add(thread.submit(sensor::read));
    }
    var reading = pending.element();
    try {
      var value = reading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      pending.clear();
      return new Known<>(value);
    } catch (TimeoutException e) {
      return new Unknown<>("not read within " + patience.toMillis() + " ms");
    } catch (ExecutionException e) {
      pending.clear();
      return new Unknown<>(why(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Unknown<>("interrupted");
    }
  }

  private static String why(ExecutionException failure) {
    var cause = failure.getCause();
    return cause == null || cause.getMessage() == null
        ? failure.getClass().getSimpleName()
        : cause.getMessage();
  }
}
