package io.byteleap.worker.compute;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.exact.ExactEngine;
import io.byteleap.domain.exact.ExactFailure;
import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.exact.ExactProduct;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Label;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/// The units of a worker that compute exact products, each by its own engine: all processor cores
/// together, and GPUs. The units of one order work side by side, and each is done when it is done;
/// what happens to one says nothing about another. A unit does one work at a time.
public final class ExactUnits implements AutoCloseable {
  private static final Label ABSENT = Label.of("this worker has no such unit");
  private static final Label BUSY = Label.of("this unit is at another work");
  private static final Label STOPPING = Label.of("the worker stops");
  private static final Label CANCELLED = Label.of("the work was given up");

  private final SortedMap<UnitId, ExactEngine> engines;
  private final Set<UnitId> atWork = ConcurrentHashMap.newKeySet();

  /// Threads that wait for an engine, at most one a unit.
  private final ExecutorService callers =
      Executors.newThreadPerTaskExecutor(
          Thread.ofPlatform().name("exact-unit-", 0).daemon().factory());

  private ExactUnits(SortedMap<UnitId, ExactEngine> engines) {
    this.engines = Collections.unmodifiableSortedMap(new TreeMap<>(engines));
  }

  public static ExactUnits of(SortedMap<UnitId, ExactEngine> engines) {
    return new ExactUnits(engines);
  }

  /// What came of one unit's part.
  public sealed interface UnitResult {}

  /// Whoever gets it closes the product.
  public record Computed(ExactProduct product) implements UnitResult {}

  public record Failed(Label why) implements UnitResult {}

  /// The work of all units that one order names.
  public interface Job {
    /// Of each unit what came of it, as soon as it did. None of them fails.
    SortedMap<UnitId, CompletionStage<UnitResult>> results();

    /// Gives up what is not done yet; the units are free within milliseconds.
    void cancel();
  }

  public List<UnitId> units() {
    return List.copyOf(engines.keySet());
  }

  public Job start(ExactOrder order, ChallengeId challenge) {
    var job = new UnitsJob();
    order
        .tasks(challenge)
        .forEach(task -> job.results.put(task.unit(), started(task, job::checkpoint)));
    return job;
  }

  private CompletionStage<UnitResult> started(ExactTask task, Runnable checkpoint) {
    var engine = engines.get(task.unit());
    if (engine == null) {
      return failed(ABSENT);
    }
    var refusal = engine.refusal(task.shape());
    if (refusal.isPresent()) {
      return failed(Label.of(refusal.get()));
    }
    if (!atWork.add(task.unit())) {
      return failed(BUSY);
    }
    try {
      return CompletableFuture.<UnitResult>supplyAsync(
              () -> new Computed(computed(engine, task, checkpoint)), callers)
          .exceptionally(failure -> new Failed(why(failure)));
    } catch (RejectedExecutionException _) {
      atWork.remove(task.unit());
      return failed(STOPPING);
    }
  }

  private ExactProduct computed(ExactEngine engine, ExactTask task, Runnable checkpoint) {
    try {
      return engine.compute(task, checkpoint);
    } finally {
      atWork.remove(task.unit());
    }
  }

  private static CompletionStage<UnitResult> failed(Label why) {
    return CompletableFuture.completedFuture(new Failed(why));
  }

  private static Label why(Throwable failure) {
    return switch (FailureCause.of(failure)) {
      case CancellationException _ -> CANCELLED;
      case ExactFailure broken -> Label.of(String.valueOf(broken.getMessage()));
      case Throwable other -> Label.of(FailureCause.text(other));
    };
  }

  /// No more work is taken; who is at work should be cancelled first.
  @Override
  public void close() {
    callers.shutdown();
  }

  private static final class UnitsJob implements Job {
    private final SortedMap<UnitId, CompletionStage<UnitResult>> results = new TreeMap<>();
    private volatile boolean cancelled;

    private void checkpoint() {
      if (cancelled) {
        throw new CancellationException("cancelled");
      }
    }

    @Override
    public SortedMap<UnitId, CompletionStage<UnitResult>> results() {
      return Collections.unmodifiableSortedMap(results);
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }
}
