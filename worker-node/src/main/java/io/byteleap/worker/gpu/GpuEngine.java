package io.byteleap.worker.gpu;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.gpu.GpuMatrixSpec;
import io.byteleap.domain.gpu.SignatureText;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.merkle.MerkleRoot;
import io.byteleap.domain.units.Numbers;
import io.byteleap.wire.gpu.GpuAnswer;
import io.byteleap.wire.gpu.GpuCommand;
import io.byteleap.wire.gpu.GpuDevice;
import io.byteleap.wire.gpu.GpuTask;
import io.byteleap.wire.gpu.GpuUnitResult;
import io.byteleap.worker.compute.Engine;
import io.byteleap.worker.compute.TaskProduct;
import io.byteleap.worker.compute.ValueSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Has GPU challenges computed by the server, and reads the values of its last result.
///
/// The server is not taken at its word: a result must be of GPUs that it has, of as many iterations
/// as were asked for, with the root that its row hashes make; rows must have the hashes that were
/// committed to. And since it keeps one result a GPU and does not say of which challenge, it is
/// remembered here which one that is.
final class GpuEngine implements Engine<GpuMatrixSpec>, ValueSource {
  /// All values of one unit must be there within this time, the miner's patience being thirty
  /// seconds.
  private static final Duration VALUES_TIMEOUT = Duration.ofSeconds(15);

  private static final Duration CLEAR_TIMEOUT = Duration.ofSeconds(10);

  private final GpuSocket socket;
  private final GpuView view;
  private final Runnable suspect;
  private final AtomicReference<Map<UnitId, MerkleRoot>> held = new AtomicReference<>(Map.of());

  /// `suspect` is told of every computation that the server did not answer well.
  GpuEngine(GpuSocket socket, GpuView view, Runnable suspect) {
    this.socket = socket;
    this.view = view;
    this.suspect = suspect;
  }

  /// The processors have nothing to do with it.
  @Override
  public int cores() {
    return 0;
  }

  @Override
  public Optional<String> refusal(GpuMatrixSpec work) {
    return switch (view.sight()) {
      case GpuSight.Disabled() -> Optional.of("this worker is not to use GPUs (gpu.enable)");
      case GpuSight.Absent(var why) -> Optional.of("there is no GPU server: " + why);
      case GpuSight.Working(var info, _) -> refusal(work, info.gpus());
    };
  }

  private static Optional<String> refusal(GpuMatrixSpec work, List<GpuDevice> gpus) {
    if (gpus.isEmpty()) {
      return Optional.of("the GPU server has no GPU");
    }
    if (work.size() < GpuTask.MATRIX_SIZE_MIN) {
      return Optional.of("GPU matrices have " + GpuTask.MATRIX_SIZE_MIN + " rows or more");
    }
    return asked(work, gpus).isEmpty()
        ? Optional.of(
            "there is no GPU " + work.targetGpu() + " here, but " + gpus.size() + " in all")
        : asked(work, gpus).stream()
            .filter(gpu -> !gpu.model().capability().isEnough())
            .findFirst()
            .map(gpu -> gpu.model().name() + " is too old: compute capability 8.0 is needed");
  }

  private static List<GpuDevice> asked(GpuMatrixSpec work, List<GpuDevice> gpus) {
    return gpus.stream()
        .filter(gpu -> work.asksEveryGpu() || gpu.index() == work.targetGpu())
        .toList();
  }

  @Override
  public Job start(GpuMatrixSpec work) {
    held.set(Map.of());
    var reply = socket.ask(submission(work), GpuCommand.TIMEOUT);
    var product = reply.thenApply(answer -> product(work, answer));
    return new Job() {
      @Override
      public CompletionStage<TaskProduct> product() {
        return product.copy();
      }

      @Override
      public void cancel() {
        if (reply.cancel(true)) {
          suspect.run(); // it computes on for nobody
        }
      }
    };
  }

  private static GpuCommand.Submit submission(GpuMatrixSpec work) {
    return new GpuCommand.Submit(
        new GpuTask(
            work.seed(),
            work.asksEveryGpu() ? new GpuTask.AllGpus() : new GpuTask.OneGpu(work.targetGpu()),
            work.size(),
            new GpuTask.Iterations(work.iterations())));
  }

  private TaskProduct product(GpuMatrixSpec work, GpuReply reply) {
    if (!(reply instanceof GpuReply.Answered(GpuAnswer.Computed(var results)))) {
      suspect.run();
      throw new GpuFault(reply.fault().value());
    }
    var known = known(work);
    var units = results.stream().map(result -> checked(work, known, result)).toList();
    if (!work.asksEveryGpu() && units.size() != 1) {
      throw new GpuFault("one GPU was asked, " + units.size() + " answer");
    }
    var roots = new HashMap<UnitId, MerkleRoot>();
    units.forEach(unit -> roots.put(unit.commitment().unit(), unit.commitment().root()));
    held.set(Map.copyOf(roots));
    return new TaskProduct(units);
  }

  private List<UnitId> known(GpuMatrixSpec work) {
    return switch (view.sight()) {
      case GpuSight.Working(var info, _) ->
          asked(work, info.gpus()).stream().map(GpuDevice::uuid).toList();
      case GpuSight.Disabled _, GpuSight.Absent _ -> List.of();
    };
  }

  private static TaskProduct.OfUnit checked(
      GpuMatrixSpec work, List<UnitId> known, GpuUnitResult result) {
    Commitment commitment = result.commitment();
    int iterations = result.work().iterations();
    if (!known.contains(commitment.unit())) {
      throw new GpuFault("a result of " + commitment.unit() + ", which was not asked");
    }
    if (iterations != 0 && iterations != work.iterations()) {
      throw new GpuFault("computed %d times, not %d".formatted(iterations, work.iterations()));
    }
    if (SignatureText.decoded(commitment.signature().text()).isEmpty()) {
      throw new GpuFault("a result without a signature");
    }
    var tree = result.tree();
    if (!tree.root().equals(commitment.root())) {
      throw new GpuFault("the root of " + commitment.unit() + " is not that of its rows");
    }
    return new TaskProduct.OfUnit(commitment, tree);
  }

  @Override
  public CompletionStage<Numbers> values(TaskProduct.OfUnit unit, UnitTargets targets) {
    var reading = new ValueReading(socket, unit, targets, VALUES_TIMEOUT);
    return whenHeld(unit)
        .thenCompose(_ -> reading.values())
        .thenCompose(values -> whenHeld(unit).thenApply(_ -> values))
        .orTimeout(VALUES_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Fails when the server's result is not, or no more, that of `unit`.
  private CompletableFuture<Boolean> whenHeld(TaskProduct.OfUnit unit) {
    return holds(unit)
        ? CompletableFuture.completedFuture(true)
        : CompletableFuture.failedFuture(
            new GpuFault("the GPU does not hold the values of this challenge any more"));
  }

  private boolean holds(TaskProduct.OfUnit unit) {
    var commitment = unit.commitment();
    return commitment.root().equals(held.get().get(commitment.unit()));
  }

  @Override
  public void release(TaskProduct.OfUnit unit) {
    if (holds(unit)) {
      var id = unit.commitment().unit();
      held.updateAndGet(
          roots -> {
            var left = new HashMap<>(roots);
            left.remove(id, unit.commitment().root());
            return Map.copyOf(left);
          });
      var _ = socket.ask(new GpuCommand.ClearResults(new GpuCommand.OneUnit(id)), CLEAR_TIMEOUT);
    }
  }
}
