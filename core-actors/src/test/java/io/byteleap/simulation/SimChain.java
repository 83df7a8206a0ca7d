package io.byteleap.simulation;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.weights.WeightEpoch.ChainView;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.simulation.Counts.Counted;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// The chain: a block each twelve seconds, weights that get into one of the next or into none, and
/// times in which nobody hears of it.
public final class SimChain {
  private static final Duration BLOCK = Duration.ofSeconds(12);
  private static final long FIRST_BLOCK = 1_000;

  /// Blocks until weights are in one, at most; those that are not by then never are.
  private static final int INCLUDED_WITHIN = 4;

  public sealed interface Word {}

  public record Included(BlockNumber block) implements Word {}

  public record Unreachable() implements Word {}

  private final World world;
  private final RandomGenerator random;
  private final Map<Hotkey, BlockNumber> lastUpdates = new HashMap<>();
  private final Map<Hotkey, Uid> uids = new LinkedHashMap<>();
  private final Map<Hotkey, ChainView> seen = new HashMap<>();
  private int outages;

  SimChain(World world) {
    this.world = world;
    this.random = world.chance("chain");
  }

  void register(Hotkey hotkey) {
    uids.put(hotkey, new Uid(uids.size()));
  }

  void goAway() {
    outages++;
  }

  public boolean isAway() {
    return outages > 0;
  }

  void comeBack() {
    outages--;
  }

  public BlockNumber head() {
    return new BlockNumber(FIRST_BLOCK + world.now() / BLOCK.toMillis());
  }

  /// What a validator knows of the chain: what it saw last, while the chain is away.
  public ChainView view(Hotkey validator) {
    var last = lastUpdates.getOrDefault(validator, BlockNumber.GENESIS);
    if (outages == 0 || !seen.containsKey(validator)) {
      seen.put(validator, new ChainView(head(), last, uids));
    }
    return java.util.Objects.requireNonNull(seen.get(validator));
  }

  /// Hands in weights; the word on them may get lost on its way back.
  public void submit(Hotkey validator, Weights weights, Consumer<Word> then) {
    world.counts().add(Counted.SUBMISSIONS);
    boolean arrives = outages == 0 || random.nextBoolean();
    boolean isHeard = outages == 0;
    long delay = BLOCK.toMillis() * (1 + random.nextInt(INCLUDED_WITHIN));
    world.after(
        delay,
        "chain",
        "weights of " + validator,
        () -> {
          if (arrives) {
            include(validator, weights);
          }
          then.accept(arrives && isHeard ? new Included(head()) : new Unreachable());
        });
  }

  private void include(Hotkey validator, Weights weights) {
    world.counts().add(Counted.INCLUSIONS);
    var head = head();
    world
        .auditor()
        .weights()
        .included(lastUpdates.getOrDefault(validator, BlockNumber.GENESIS), head, weights);
    lastUpdates.put(validator, head);
  }
}
