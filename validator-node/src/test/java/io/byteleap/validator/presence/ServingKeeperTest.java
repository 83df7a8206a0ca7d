package io.byteleap.validator.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.presence.ServingRecord;
import io.byteleap.domain.presence.ServingRecord.BucketServed;
import io.byteleap.fixture.Samples;
import io.byteleap.validator.fixture.ManualClock;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.presence.ServingKeeper.Command;
import io.byteleap.validator.presence.ServingKeeper.Served;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ServingKeeperTest {
  private static final Duration MINIMUM = Duration.ofMinutes(2);
  private static final Bucket FIRST = Bucket.at(Samples.T0);

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofManualTime());
  private final ManualClock clock = new ManualClock(ManualTime.get(kit.system()));
  private final EventSourcedBehaviorTestKit<Command, BucketServed, ServingRecord> keeper =
      EventSourcedBehaviorTestKit.create(kit.system(), ServingKeeper.create(clock, MINIMUM));

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void bucket_countsOnceTheValidatorServedItLongEnough() {
    pass(Duration.ofSeconds(108));
    assertThat(served()).isEqualTo(BucketWindow.EMPTY);

    pass(Duration.ofSeconds(12));
    assertThat(served()).isEqualTo(BucketWindow.of(List.of(FIRST)));
  }

  @Test
  void bucketsBeforeARestart_areStillServed_andTheNextBeginsAnew() {
    pass(MINIMUM);
    assertThat(served()).isEqualTo(BucketWindow.of(List.of(FIRST)));

    clock.passWhileAway(Duration.ofMinutes(5));
    keeper.restart();

    assertThat(served()).isEqualTo(BucketWindow.of(List.of(FIRST)));
  }

  /// In the steps in which the keeper looks.
  private void pass(Duration time) {
    var step = MINIMUM.dividedBy(10);
    for (var passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(step)) {
      clock.pass(step);
    }
  }

  private BucketWindow served() {
    return keeper.<Served>runCommand(ServingKeeper.GetServed::new).reply().window();
  }
}
