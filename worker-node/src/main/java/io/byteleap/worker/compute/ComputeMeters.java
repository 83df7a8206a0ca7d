package io.byteleap.worker.compute;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/// What is counted of tasks and proofs.
public final class ComputeMeters {
  private final Counter tasksDone;
  private final Counter tasksFailed;
  private final Counter proofsGiven;
  private final Counter proofsRefused;
  private final Timer computeTime;

  public ComputeMeters(MeterRegistry registry) {
    tasksDone = registry.counter("byteleap.worker.tasks", "outcome", "done");
    tasksFailed = registry.counter("byteleap.worker.tasks", "outcome", "failed");
    proofsGiven = registry.counter("byteleap.worker.proofs", "outcome", "given");
    proofsRefused = registry.counter("byteleap.worker.proofs", "outcome", "refused");
    computeTime = registry.timer("byteleap.worker.compute");
  }

  void taskDone(Duration computing) {
    tasksDone.increment();
    computeTime.record(computing);
  }

  void taskFailed() {
    tasksFailed.increment();
  }

  void proofGiven() {
    proofsGiven.increment();
  }

  void proofRefused() {
    proofsRefused.increment();
  }
}
