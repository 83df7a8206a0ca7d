package io.byteleap.worker.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.Seeds;
import io.byteleap.worker.link.MinerLink.Manner;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedialTest {
  private static final Redial USUAL = Redial.usually(Duration.ofSeconds(5));

  @Test
  void minerThatIsNotThere_isLookedForOften_howeverLongItIsAway() {
    Seeds.check(
        200,
        random -> {
          var away = USUAL;
          for (int i = 0; i < random.nextInt(1, 50); i++) {
            away = away.after(Manner.LOST);
          }

          assertThat(away.pauses(Manner.LOST).pause(random))
              .isBetween(Duration.ofMillis(950), Duration.ofMillis(1_450));
        });
  }

  @Test
  void refusals_makeThePausesGrow_upToTwelveTimes() {
    Seeds.check(
        50,
        random -> {
          var once = USUAL.after(Manner.REFUSED);
          var often = once;
          for (int i = 0; i < 20; i++) {
            often = often.after(Manner.REFUSED);
          }

          assertThat(once.pauses(Manner.REFUSED).pause(random))
              .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
          assertThat(often.pauses(Manner.REFUSED).pause(random))
              .isBetween(Duration.ofSeconds(48), Duration.ofSeconds(72));
          assertThat(often.rested().pauses(Manner.REFUSED).pause(random))
              .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
        });
  }

  @Test
  void shorterInterval_shortensTheSearchToo() {
    var hasty = Redial.usually(Duration.ofMillis(100));

    assertThat(hasty.pauses(Manner.LOST).pause(Seeds.generator(1)))
        .isLessThan(Duration.ofMillis(121));
  }

  @ParameterizedTest
  @CsvSource({
    "1000, '', LOST",
    "1001, Miner is shutting down, LOST",
    "1001, Connection replaced, REFUSED",
    "1006, '', LOST",
    "1011, Keepalive ping timeout, LOST",
    "4004, Heartbeat timeout, LOST",
    "1008, No registration in time, REFUSED",
    "4000, Invalid registration, REFUSED",
    "4003, Worker limit reached, REFUSED",
    "4999, something new, REFUSED",
  })
  void close_isARefusalOrNot(int code, String reason, Manner manner) {
    assertThat(new Loss.Closed(code, reason).manner()).isEqualTo(manner);
  }
}
