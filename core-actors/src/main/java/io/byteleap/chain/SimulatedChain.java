package io.byteleap.chain;

import io.byteleap.chain.ChainChange.Serves;
import io.byteleap.chain.ChainChange.Weighs;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.durable.DurableFile;
import io.byteleap.json.JsonProblem;
import io.byteleap.port.Chain;
import io.byteleap.port.ChainInspection;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// A chain in a folder: for networks on one machine, and for tests. Several processes share it.
///
/// Blocks need nobody to make them: the head follows from the clock and the time of genesis. What
/// is handed in is part of the next block at once. What goes wrong beside that, if anything, stands
/// in a file of its own. Calls block for the time of a small file's write, so they belong on a
/// dispatcher for blocking work.
public final class SimulatedChain implements Chain, ChainInspection {
  private static final String STATE = "chain.json";
  private static final String FAULTS = "faults.json";
  private static final String LOCK = "chain.lock";

  private final Path folder;
  private final InstantSource clock;
  private final Waits waits;

  /// Lets time pass before an answer.
  interface Waits {
    CompletionStage<Void> pass(Duration time);
  }

  private SimulatedChain(Path folder, InstantSource clock, Waits waits) {
    this.folder = folder;
    this.clock = clock;
    this.waits = waits;
  }

  public static SimulatedChain in(Path folder, InstantSource clock) {
    return in(folder, clock, SimulatedChain::sleep);
  }

  static SimulatedChain in(Path folder, InstantSource clock, Waits waits) {
    return new SimulatedChain(folder, clock, waits);
  }

  private static CompletionStage<Void> sleep(Duration time) {
    return CompletableFuture.runAsync(
        () -> {}, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS));
  }

  /// Starts the chain with these rules unless the folder holds one.
  public void found(ChainRules rules) throws IOException {
    Files.createDirectories(folder);
    if (!Files.exists(folder.resolve(STATE))) {
      save(ChainState.genesis(rules, clock.instant()));
    }
  }

  /// Makes `hotkey` a neuron, or changes what it is allowed to and owns. Where there is no room, it
  /// takes the place and the uid of another.
  public void register(Hotkey hotkey, boolean validatorPermit, Neuron.Stake stake)
      throws IOException {
    change(state -> state.registered(hotkey, validatorPermit, stake));
  }

  /// From now on these faults count, and no others.
  public void fail(ChainFault... faults) throws IOException {
    DurableFile.write(
        folder.resolve(FAULTS),
        ChainFaultsFile.write(List.of(faults)),
        DurableFile.Readers.EVERYBODY);
  }

  /// The weights of `validator` that are visible; empty when there are none.
  public Optional<Weights> weightsOf(Uid validator) throws IOException {
    return load().weightsOf(validator);
  }

  @Override
  public CompletionStage<Reading> metagraph() {
    try {
      var state = load();
      var now = clock.instant();
      return CompletableFuture.completedStage(
          ChainVerdict.away(faults(), state.head(now))
              .<Reading>map(Unseen::new)
              .orElseGet(() -> new Seen(state.metagraph(now))));
    } catch (IOException e) {
      return CompletableFuture.completedStage(new Unseen(cause(e)));
    }
  }

  /// Knows no past: only the newest block can be looked at.
  @Override
  public CompletionStage<Inspection> inspect(Moment moment) {
    return CompletableFuture.completedStage(
        switch (moment) {
          case At(var block) -> new NotShown("the simulated chain has no past, such as " + block);
          case Now() -> inspected();
        });
  }

  private Inspection inspected() {
    try {
      var state = load();
      return new Shown(state.metagraph(clock.instant()), new TreeMap<>(state.weights()));
    } catch (IOException e) {
      return new NotShown(cause(e));
    }
  }

  @Override
  public CompletionStage<Outcome> serveAxon(Hotkey own, Endpoint endpoint) {
    return submit(new Serves(own, endpoint));
  }

  @Override
  public CompletionStage<Outcome> setWeights(Hotkey own, Weights weights) {
    return submit(new Weighs(own, weights));
  }

  private CompletionStage<Outcome> submit(ChainChange change) {
    try {
      var faults = faults();
      var now = clock.instant();
      var verdict = new ChainVerdict[1];
      change(
          state -> {
            verdict[0] = ChainVerdict.of(change, state, faults, now);
            return verdict[0].after();
          });
      var wait = Duration.between(now, verdict[0].at());
      return wait.isPositive()
          ? waits.pass(wait).thenApply(_ -> verdict[0].outcome())
          : CompletableFuture.completedStage(verdict[0].outcome());
    } catch (IOException e) {
      return CompletableFuture.completedStage(new Unreachable(cause(e)));
    }
  }

  /// Reads, changes and writes under a lock that other processes respect.
  private void change(UnaryOperator<ChainState> step) throws IOException {
    try (var channel =
            FileChannel.open(
                folder.resolve(LOCK), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        var _ = channel.lock()) {
      var before = load();
      var after = step.apply(before);
      if (!after.equals(before)) {
        save(after);
      }
    }
  }

  private ChainState load() throws IOException {
    Path file = folder.resolve(STATE);
    try {
      return ChainFile.read(Files.readString(file)).settled(clock.instant());
    } catch (JsonProblem | IllegalArgumentException e) {
      throw new IOException("the simulated chain in " + file + " is damaged: " + e.getMessage(), e);
    }
  }

  private List<ChainFault> faults() throws IOException {
    Path file = folder.resolve(FAULTS);
    try {
      return ChainFaultsFile.read(Files.readString(file));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (JsonProblem | IllegalArgumentException e) {
      throw new IOException("the faults in " + file + " make no sense: " + e.getMessage(), e);
    }
  }

  private void save(ChainState state) throws IOException {
    DurableFile.write(folder.resolve(STATE), ChainFile.write(state), DurableFile.Readers.EVERYBODY);
  }

  private String cause(IOException e) {
    return e instanceof NoSuchFileException
        ? "there is no simulated chain in " + folder
        : String.valueOf(e.getMessage());
  }
}
