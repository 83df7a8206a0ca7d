package io.byteleap.chain;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.durable.DurableFile;
import io.byteleap.json.JsonProblem;
import io.byteleap.port.Chain;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// A chain in a folder: for networks on one machine, and for tests. Several processes share it.
///
/// Blocks need nobody to make them: the head follows from the clock and the time of genesis. What
/// is handed in is part of the next block at once. Calls block for the time of a small file's
/// write, so they belong on a dispatcher for blocking work.
public final class SimulatedChain implements Chain {
  private static final String STATE = "chain.json";
  private static final String LOCK = "chain.lock";

  private final Path folder;
  private final InstantSource clock;

  private SimulatedChain(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
  }

  public static SimulatedChain in(Path folder, InstantSource clock) {
    return new SimulatedChain(folder, clock);
  }

  /// Starts the chain with these rules unless the folder holds one.
  public void found(ChainRules rules) throws IOException {
    Files.createDirectories(folder);
    if (!Files.exists(folder.resolve(STATE))) {
      save(ChainState.genesis(rules, clock.instant()));
    }
  }

  /// Makes `hotkey` a neuron, or changes what it is allowed to and owns.
  public void register(Hotkey hotkey, boolean validatorPermit, Neuron.Stake stake)
      throws IOException {
    change(state -> Optional.of(state.registered(hotkey, validatorPermit, stake)));
  }

  /// The weights that `validator` has set; empty when it never did.
  public Optional<Weights> weightsOf(Uid validator) throws IOException {
    return load().weightsOf(validator);
  }

  @Override
  public CompletionStage<Reading> metagraph() {
    try {
      var state = load();
      return CompletableFuture.completedStage(new Seen(state.metagraph(clock.instant())));
    } catch (IOException e) {
      return CompletableFuture.completedStage(new Unseen(cause(e)));
    }
  }

  @Override
  public CompletionStage<Outcome> serveAxon(Hotkey own, Endpoint endpoint) {
    return submit(
        own,
        (state, neuron, _) ->
            neuron.axon().equals(endpoint)
                ? new Verdict(new Unchanged(), Optional.empty())
                : included(state, state.serving(own, endpoint)));
  }

  @Override
  public CompletionStage<Outcome> setWeights(Hotkey own, Weights weights) {
    return submit(
        own,
        (state, neuron, head) -> {
          var limit = state.rules().weightsRateLimit();
          if (!neuron.validatorPermit()) {
            return refused("NeuronNoValidatorPermit");
          }
          if (head.since(neuron.lastUpdate()) < limit) {
            return refused("SettingWeightsTooFast: " + limit + " blocks between updates");
          }
          if (!state.uids().containsAll(weights.byUid().keySet())) {
            return refused("UidVecContainInvalidOne");
          }
          return included(state, state.weighing(own, weights, next(head)));
        });
  }

  /// What the rules say to a submission: the outcome, and the state after it when it was included.
  private record Verdict(Outcome outcome, Optional<ChainState> after) {}

  @FunctionalInterface
  private interface Rule {
    Verdict judge(ChainState state, Neuron neuron, BlockNumber head);
  }

  private Verdict included(ChainState before, ChainState after) {
    var block = next(before.head(clock.instant()));
    return new Verdict(new Included(block), Optional.of(after));
  }

  private static Verdict refused(String why) {
    return new Verdict(new Refused(why), Optional.empty());
  }

  private CompletionStage<Outcome> submit(Hotkey own, Rule rule) {
    var outcome = new Outcome[1];
    try {
      change(
          state -> {
            Instant now = clock.instant();
            var neuron = state.metagraph(now).of(own);
            var verdict =
                neuron.isEmpty()
                    ? refused("HotKeyNotRegisteredInSubNet")
                    : rule.judge(state, neuron.get(), state.head(now));
            outcome[0] = verdict.outcome();
            return verdict.after();
          });
      return CompletableFuture.completedStage(outcome[0]);
    } catch (IOException e) {
      return CompletableFuture.completedStage(new Unreachable(cause(e)));
    }
  }

  private static BlockNumber next(BlockNumber block) {
    return new BlockNumber(block.value() + 1);
  }

  /// Reads, changes and writes under a lock that other processes respect.
  private void change(Function<ChainState, Optional<ChainState>> step) throws IOException {
    try (var channel =
            FileChannel.open(
                folder.resolve(LOCK), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        var _ = channel.lock()) {
      var after = step.apply(load());
      if (after.isPresent()) {
        save(after.get());
      }
    }
  }

  private ChainState load() throws IOException {
    Path file = folder.resolve(STATE);
    try {
      return ChainState.read(Files.readString(file));
    } catch (JsonProblem | IllegalArgumentException e) {
      throw new IOException("the simulated chain in " + file + " is damaged: " + e.getMessage(), e);
    }
  }

  private void save(ChainState state) throws IOException {
    DurableFile.write(folder.resolve(STATE), state.toText(), DurableFile.Readers.EVERYBODY);
  }

  private String cause(IOException e) {
    return e instanceof NoSuchFileException
        ? "there is no simulated chain in " + folder
        : String.valueOf(e.getMessage());
  }
}
