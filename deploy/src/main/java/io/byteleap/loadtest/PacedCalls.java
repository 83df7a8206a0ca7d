package io.byteleap.loadtest;

import io.byteleap.miner.validator.CallResult;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/// Calls at a fixed rate, each timed from the moment when it was due, so that a call that has to
/// wait for the ones before it counts its wait.
final class PacedCalls {
  private final Latencies latencies = new Latencies();
  private final Map<String, Integer> failures = new TreeMap<>();
  private final Phaser open = new Phaser(1);

  /// Makes `count` calls, `perSecond` of them; returns when all are answered.
  static PacedCalls make(int count, double perSecond, IntFunction<CompletionStage<CallResult>> call)
      throws LoadProblem {
    var calls = new PacedCalls();
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = start + (long) (i * 1e9 / perSecond);
      calls.sleepUntil(due);
      calls.begin(call.apply(i), due);
    }
    calls.awaitAnswers();
    return calls;
  }

  private void sleepUntil(long due) throws LoadProblem {
    try {
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
    } catch (InterruptedException e) {
      throw Patience.interrupted();
    }
  }

  private void begin(CompletionStage<CallResult> call, long due) {
    open.register();
    var _ =
        call.whenComplete(
            (result, failure) -> {
              ended(failure == null ? outcome(result) : String.valueOf(failure), due);
              open.arriveAndDeregister();
            });
  }

  private synchronized void ended(String outcome, long due) {
    latencies.add(System.nanoTime() - due);
    if (!outcome.isEmpty()) {
      failures.merge(outcome, 1, Integer::sum);
    }
  }

  private static String outcome(CallResult result) {
    return switch (result) {
      case CallResult.Answered _ -> "";
      case CallResult.Refused(var code, var says) -> "refused: " + code + " " + says;
      case CallResult.Unreachable(var cause) -> "unreachable: " + cause;
    };
  }

  private void awaitAnswers() throws LoadProblem {
    try {
      int phase = open.arrive();
      open.awaitAdvanceInterruptibly(phase, Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw Patience.interrupted();
    } catch (TimeoutException e) {
      throw new LoadProblem("calls have no answer after " + Patience.LONGEST.toSeconds() + " s");
    }
  }

  /// Milliseconds within which this share (0 to 1) of the calls was answered.
  synchronized String millis(double share) {
    return LoadRun.millis(latencies.millis(share));
  }

  synchronized long count() {
    return latencies.count();
  }

  /// What the calls that were not answered well came to, and how often.
  synchronized Map<String, Integer> failures() {
    return new TreeMap<>(failures);
  }
}
