package io.byteleap.domain.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class WorkOfKindTest {
  private static final Hotkey MINER = new Hotkey("5Miner");

  private static WorkOfKind of(String worker, String kind, long successes, long millis) {
    return new WorkOfKind(
        MINER, new WorkerId(worker), kind, new VerifiedWork(successes, Duration.ofMillis(millis)));
  }

  private static VerifiedWork merged(List<WorkOfKind> all, String worker) {
    return Objects.requireNonNull(
        Objects.requireNonNull(WorkOfKind.merged(all).get(MINER)).get(new WorkerId(worker)));
  }

  @Test
  void oneKind_staysAsItIs() {
    var all = List.of(of("w-1", "b", 3, 333), of("w-2", "b", 1, 7));

    assertThat(merged(all, "w-1")).isEqualTo(all.getFirst().work());
    assertThat(merged(all, "w-2")).isEqualTo(all.getLast().work());
  }

  @Test
  void fastestOfEachKind_areAsFast_andTheOthersInProportion() {
    var all =
        List.of(
            of("old", "a", 2, 200),
            of("old-slow", "a", 1, 400),
            of("new", "b", 4, 8_000),
            of("new-slow", "b", 1, 6_000));

    assertThat(merged(all, "new")).isEqualTo(new VerifiedWork(4, Duration.ofMillis(400)));
    assertThat(merged(all, "new-slow")).isEqualTo(new VerifiedWork(1, Duration.ofMillis(300)));
    assertThat(merged(all, "old-slow")).isEqualTo(new VerifiedWork(1, Duration.ofMillis(400)));
  }

  @Test
  void workerThatChangedItsKind_hasItsSuccessesTogether_andNoTimeOfTheOtherKindsScale() {
    var all = List.of(of("w", "a", 2, 200), of("w", "b", 3, 30_000));

    assertThat(merged(all, "w")).isEqualTo(new VerifiedWork(5, Duration.ofMillis(500)));
  }

  @Test
  void kindThatTookNoTime_changesNothing() {
    var all = List.of(of("w", "a", 2, 0), of("v", "b", 3, 300));

    assertThat(merged(all, "w")).isEqualTo(new VerifiedWork(2, Duration.ZERO));
    assertThat(merged(all, "v")).isEqualTo(new VerifiedWork(3, Duration.ofMillis(300)));
  }
}
