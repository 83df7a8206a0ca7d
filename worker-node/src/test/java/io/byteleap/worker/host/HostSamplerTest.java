package io.byteleap.worker.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.host.HostProbe;
import io.byteleap.host.HostRoot;
import io.byteleap.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.Props;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class HostSamplerTest {
  private static final ActorTestKit TEST_KIT = ActorTestKit.create();
  private final HostView view = new HostView();

  @AfterAll
  static void stopAll() {
    TEST_KIT.shutdownTestKit();
  }

  @Test
  void machine_isLookedAtAtOnceAndAgain() {
    var looks = new AtomicInteger();

    start(() -> look(looks.incrementAndGet()), Duration.ofMillis(20));

    assertThat(view.firstLook(Duration.ofSeconds(5))).succeedsWithin(Duration.ofSeconds(5));
    Awaitility.await().until(() -> view.systemInfo().integerOr("look", 0) >= 3);
  }

  @Test
  void lookThatFails_leavesTheLastOne_andIsTriedAgain() {
    var looks = new AtomicInteger();

    start(
        () -> {
          int number = looks.incrementAndGet();
          if (number == 2) {
            throw new IllegalStateException("sensor gone");
          }
          return look(number);
        },
        Duration.ofMillis(20));

    Awaitility.await().until(() -> looks.get() == 2);
    assertThat(view.systemInfo().integer("look")).isEqualTo(1);
    Awaitility.await().until(() -> view.systemInfo().integer("look") >= 3);
  }

  @Test
  void lookThatNeverEnds_isNotWaitedForForEver() {
    assertThat(view.firstLook(Duration.ofMillis(20))).succeedsWithin(Duration.ofSeconds(5));
    assertThat(view.systemInfo().isEmpty()).isTrue();
  }

  @Test
  void realMachine_isSeen() {
    start(new HostProbe(HostRoot.REAL)::sample, Duration.ofMinutes(1));

    assertThat(view.firstLook(Duration.ofSeconds(5))).succeedsWithin(Duration.ofSeconds(5));
    assertThat(view.systemInfo().has("cpu_info")).isTrue();
  }

  private static JsonObject look(int number) {
    return JsonObject.builder().put("look", number).build();
  }

  private void start(Supplier<JsonObject> probe, Duration interval) {
    TEST_KIT.spawn(
        HostSampler.create(probe, view, interval),
        Props.empty().withDispatcherFromConfig("pekko.actor.default-blocking-io-dispatcher"));
  }
}
