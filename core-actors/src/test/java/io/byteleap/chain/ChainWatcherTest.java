package io.byteleap.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.fixture.Seeds;
import io.byteleap.port.Chain;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ChainWatcherTest {
  private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(testKit.system());
  private final TestProbe<Metagraph> listener = testKit.createTestProbe();
  private final SubnetView view = new SubnetView();
  private final ScriptedChain chain = new ScriptedChain();

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  @Test
  void metagraph_isReadAtOnceAndAtTheInterval_shownAndPublished() {
    chain.readings.add(new Chain.Seen(metagraph(1)));
    chain.readings.add(new Chain.Seen(metagraph(2)));
    start();

    assertThat(listener.receiveMessage()).isEqualTo(metagraph(1));
    assertThat(view.metagraph()).isEqualTo(metagraph(1));
    time.timePasses(Duration.ofSeconds(60));
    assertThat(listener.receiveMessage()).isEqualTo(metagraph(2));
  }

  @Test
  void chainThatIsAway_leavesTheLastMetagraph_andIsTriedAgainSoon() {
    chain.readings.add(new Chain.Seen(metagraph(1)));
    chain.readings.add(new Chain.Unseen("gone"));
    chain.readings.add(new Chain.Seen(metagraph(3)));
    start();
    listener.receiveMessage();

    time.timePasses(Duration.ofSeconds(60));
    listener.expectNoMessage(Duration.ofMillis(50));
    assertThat(view.metagraph()).isEqualTo(metagraph(1));
    time.timePasses(Duration.ofSeconds(2));
    assertThat(listener.receiveMessage()).isEqualTo(metagraph(3));
  }

  @Test
  void submissions_areCarriedOutOneAfterAnother() {
    var held = new CompletableFuture<Chain.Outcome>();
    chain.readings.add(new Chain.Seen(metagraph(1)));
    chain.outcomes.add(held);
    chain.outcomes.add(CompletableFuture.completedFuture(new Chain.Unchanged()));
    var watcher = start();
    listener.receiveMessage();
    TestProbe<Chain.Outcome> first = testKit.createTestProbe();
    TestProbe<Chain.Outcome> second = testKit.createTestProbe();

    watcher.tell(new ChainWatcher.ServeAxon(Endpoint.NOWHERE, first.ref()));
    watcher.tell(new ChainWatcher.ServeAxon(Endpoint.NOWHERE, second.ref()));

    second.expectNoMessage(Duration.ofMillis(50));
    held.complete(new Chain.Included(new BlockNumber(7)));
    first.expectMessage(new Chain.Included(new BlockNumber(7)));
    second.expectMessage(new Chain.Unchanged());
  }

  @Test
  void tooManySubmissions_areRefusedInsteadOfPilingUp() {
    chain.readings.add(new Chain.Seen(metagraph(1)));
    chain.outcomes.add(new CompletableFuture<>());
    var watcher = start();
    listener.receiveMessage();
    TestProbe<Chain.Outcome> probe = testKit.createTestProbe();

    for (int i = 0; i < 18; i++) {
      watcher.tell(new ChainWatcher.ServeAxon(Endpoint.NOWHERE, probe.ref()));
    }

    assertThat(probe.receiveMessage()).isInstanceOf(Chain.Unreachable.class);
  }

  private org.apache.pekko.actor.typed.ActorRef<ChainWatcher.Command> start() {
    testKit
        .system()
        .eventStream()
        .tell(new EventStream.Subscribe<>(Metagraph.class, listener.ref()));
    var settings =
        new ChainWatcher.Settings(
            new Hotkey("own"), Duration.ofSeconds(60), view, Seeds.generator(1));
    return testKit.spawn(ChainWatcher.create(chain, settings));
  }

  private static Metagraph metagraph(long block) {
    var neuron =
        new Neuron(
            new Uid(0),
            new Hotkey("own"),
            Endpoint.NOWHERE,
            true,
            Neuron.Stake.ofTao(1),
            BlockNumber.GENESIS);
    return Metagraph.of(new BlockNumber(block), List.of(neuron));
  }

  /// A chain that answers what the test wrote down, and then nothing.
  private static final class ScriptedChain implements Chain {
    final Queue<Reading> readings = new ArrayDeque<>();
    final Queue<CompletableFuture<Outcome>> outcomes = new ArrayDeque<>();

    @Override
    public CompletionStage<Reading> metagraph() {
      var reading = readings.poll();
      return reading == null
          ? new CompletableFuture<>()
          : CompletableFuture.completedFuture(reading);
    }

    @Override
    public CompletionStage<Outcome> serveAxon(Hotkey own, Endpoint endpoint) {
      return next();
    }

    @Override
    public CompletionStage<Outcome> setWeights(Hotkey own, Weights weights) {
      return next();
    }

    private CompletionStage<Outcome> next() {
      var outcome = outcomes.poll();
      return outcome == null ? new CompletableFuture<>() : outcome;
    }
  }
}
