package io.byteleap.loadtest;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// How the threads of a run wait.
public final class Patience {
  static final Duration LONGEST = Duration.ofSeconds(60);

  private Patience() {}

  public static void pause(Duration duration) throws LoadProblem {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /// What comes of `question` within [#LONGEST].
  public static <T> T answer(Future<T> question) throws LoadProblem {
    try {
      return question.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (ExecutionException e) {
      throw new LoadProblem(String.valueOf(e.getMessage()));
    } catch (TimeoutException e) {
      throw new LoadProblem("nothing within " + LONGEST.toSeconds() + " s");
    }
  }

  static LoadProblem interrupted() {
    Thread.currentThread().interrupt();
    return new LoadProblem("interrupted");
  }
}
