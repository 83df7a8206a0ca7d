package io.byteleap.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

final class NodeRunTest {
  private final ActorSystem<Void> system =
      ActorSystem.create(
          Behaviors.empty(),
          "stopping",
          ConfigFactory.parseString(
                  "pekko.coordinated-shutdown.phases.actor-system-terminate.timeout = 100ms")
              .withFallback(ConfigFactory.load("node")));

  @Test
  void stop_waitsForTheActors() {
    NodeRun.stop(system);

    assertThat(system.getWhenTerminated().toCompletableFuture()).isDone();
  }

  @Test
  void actorsThatDoNotEnd_areWaitedForNoLongerThanIsGood() {
    var hold = new CountDownLatch(1);
    Adapter.toClassic(system).registerOnTermination(() -> await(hold));

    NodeRun.stop(system); // returns

    assertThat(system.getWhenTerminated().toCompletableFuture()).isNotDone();
    hold.countDown();
    assertThat(system.getWhenTerminated().toCompletableFuture().join()).isNotNull();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
