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
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The units of a worker that compute exact products, each by its own engine: all processor cores
/// together, and GPUs. The units of one order work side by side, and each is done when it is done;
/// what happens to one says nothing about another. A unit does one work at a time.
public final class ExactUnits implements AutoCloseable {
  private static final Label ABSENT = Label.of("this worker has no such unit");
  private static final Label BUSY = Label.of("this unit is at another work");
  private static final Label STOPPING = Label.of("the worker stops");
  private static final Label CANCELLED = Label.of("the work was given up");

  private final Supplier<SortedMap<UnitId, ExactEngine>> engines;
  private final Map<UnitId, Turn> turns = new ConcurrentHashMap<>();

  /// A unit's work and the end of it.
  private record Turn(UnitsJob job, CompletableFuture<Void> before, CompletableFuture<Void> over) {
    static Turn of(UnitsJob job, CompletableFuture<Void> before) {
      return new Turn(job, before, new CompletableFuture<>());
    }
  }

  /// Threads that wait for an engine, at most one a unit and one that waits for a work that was
  /// given up to end.
  private final ExecutorService callers =
      Executors.newThreadPerTaskExecutor(
          Thread.ofPlatform().name("exact-unit-", 0).daemon().factory());

  private ExactUnits(Supplier<SortedMap<UnitId, ExactEngine>> engines) {
    this.engines = engines;
  }

  /// Always these units.
  public static ExactUnits of(SortedMap<UnitId, ExactEngine> engines) {
    var fixed = Collections.unmodifiableSortedMap(new TreeMap<>(engines));
    return new ExactUnits(() -> fixed);
  }

  /// The units that there are at the moment, since GPUs come and go.
  public static ExactUnits changing(Supplier<SortedMap<UnitId, ExactEngine>> engines) {
    return new ExactUnits(engines);
  }

  /// Of a worker that makes no exact products.
  public static ExactUnits none() {
    return of(Collections.emptySortedMap());
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

    /// What came, or will come, of one unit of the order.
    default CompletionStage<UnitResult> result(UnitId unit) {
      return Optional.ofNullable(results().get(unit))
          .orElseThrow(() -> new IllegalArgumentException("BUG: " + unit + " was not ordered"));
    }

    /// Gives up what is not done yet; the units are free within milliseconds.
    void cancel();
  }

  public List<UnitId> units() {
    return List.copyOf(engines.get().keySet());
  }

  public Job start(ExactOrder order, ChallengeId challenge) {
    var job = new UnitsJob();
    order.tasks(challenge).forEach(task -> job.results.put(task.unit(), started(task, job)));
    return job;
  }

  private CompletionStage<UnitResult> started(ExactTask task, UnitsJob job) {
    var engine = engines.get().get(task.unit());
    if (engine == null) {
      return failed(ABSENT);
    }
    var turn = turns.compute(task.unit(), (_, now) -> turnAfter(now, job));
    if (turn.job() != job) {
      return failed(BUSY);
    }
    return turn.before()
        .thenApplyAsync(_ -> result(engine, task, job), callers)
        .exceptionally(failure -> new Failed(why(failure)))
        .whenComplete((_, _) -> end(task.unit(), turn));
  }

  /// A work that was given up ends within milliseconds, and is waited for; any other keeps
  /// its unit.
  private static Turn turnAfter(@Nullable Turn now, UnitsJob job) {
    if (now == null) {
      return Turn.of(job, CompletableFuture.completedFuture(null));
    }
    return now.job().cancelled ? Turn.of(job, now.over()) : now;
  }

  private void end(UnitId unit, Turn turn) {
    turns.remove(unit, turn);
    turn.over().complete(null);
  }

  private static UnitResult result(ExactEngine engine, ExactTask task, UnitsJob job) {
    job.checkpoint();
    return engine
        .refusal(task.shape())
        .<UnitResult>map(why -> new Failed(Label.of(why)))
        .orElseGet(() -> new Computed(engine.compute(task, job::checkpoint)));
  }

  private static CompletionStage<UnitResult> failed(Label why) {
    return CompletableFuture.completedFuture(new Failed(why));
  }

  static Label why(Throwable failure) {
    return switch (FailureCause.of(failure)) {
      case CancellationException _ -> CANCELLED;
      case RejectedExecutionException _ -> STOPPING;
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
