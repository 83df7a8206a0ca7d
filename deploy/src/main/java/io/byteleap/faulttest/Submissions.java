package io.byteleap.faulttest;

import io.byteleap.chain.SimulatedChain;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.port.Chain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Looks at the chain several times a block for the blocks in which the validator's weights were
/// taken: two that are closer than its tempo are one submission too many.
final class Submissions implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(200);

  private final SimulatedChain chain;
  private final Hotkey validator;
  private final int tempo;
  private final List<Long> blocks = new ArrayList<>();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("submissions").unstarted(task));

  private Submissions(SimulatedChain chain, Hotkey validator, int tempo) {
    this.chain = chain;
    this.validator = validator;
    this.tempo = tempo;
  }

  static Submissions of(Hotkey validator, SimulatedChain chain, int tempo) {
    var submissions = new Submissions(chain, validator, tempo);
    var _ =
        submissions.ticker.scheduleAtFixedRate(
            submissions::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return submissions;
  }

  private void look() {
    if (chain.metagraph().toCompletableFuture().join() instanceof Chain.Seen(Metagraph seen)) {
      seen.of(validator).ifPresent(neuron -> take(neuron.lastUpdate().value()));
    }
  }

  private synchronized void take(long block) {
    if (blocks.isEmpty() || blocks.getLast() != block) {
      blocks.add(block);
    }
  }

  /// How many there were; where the chain stood at first is none.
  synchronized int count() {
    return Math.max(0, blocks.size() - 1);
  }

  synchronized List<String> faults() {
    return tooClose(blocks.stream().skip(1).toList(), tempo);
  }

  static List<String> tooClose(List<Long> blocks, int tempo) {
    List<String> faults = new ArrayList<>();
    for (int i = 1; i < blocks.size(); i++) {
      if (blocks.get(i) - blocks.get(i - 1) < tempo) {
        faults.add(
            "weights were submitted in blocks " + blocks.get(i - 1) + " and " + blocks.get(i));
      }
    }
    return faults;
  }

  @Override
  public void close() {
    ticker.shutdownNow();
  }
}
