package io.byteleap.miner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.miner.worker.Seats.Full;
import io.byteleap.miner.worker.Seats.Seated;
import io.byteleap.miner.worker.Seats.SeatedInstead;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SeatsTest {
  private static final Instant T0 = Samples.T0;
  private static final WorkerId A = new WorkerId("a");
  private static final WorkerId B = new WorkerId("b");
  private static final WorkerId C = new WorkerId("c");

  @Test
  void newcomer_isRefused_whenAllPlacesAreTaken() {
    var full = seated(seated(Seats.of(2), A), B);

    assertThat(full.admit(C, Set.of(), T0)).isEqualTo(new Full());
    assertThat(full.taken()).isEqualTo(2);
  }

  @Test
  void workerThatReconnects_comesBackIntoItsPlace_whenAllAreTaken() {
    var full = seated(seated(Seats.of(2), A), B);

    assertThat(full.admit(A, Set.of(), T0)).isEqualTo(new Seated(full));
    assertThat(full.left(A, T0).admit(A, Set.of(), T0.plusSeconds(30))).isEqualTo(new Seated(full));
  }

  @Test
  void placeOfAWorkerWithAKey_isKeptForIt_howeverLongItIsAway() {
    var kept = Set.of(B);
    var one = seated(Seats.of(2), A);
    var later = T0.plus(Seats.KEPT).plusSeconds(1);

    assertThat(one.admit(C, kept, T0)).isEqualTo(new Full());
    assertThat(one.admit(B, kept, T0)).isEqualTo(new Seated(seated(one, B)));
    assertThat(seated(one, B).left(B, T0).admit(C, kept, later)).isEqualTo(new Full());
    assertThat(seated(one, B).left(A, T0).admit(C, kept, later))
        .isEqualTo(new SeatedInstead(seated(seated(Seats.of(2), B), C), A));
    assertThat(one.left(A, T0).admit(C, kept, later)).isInstanceOf(SeatedInstead.class);
  }

  @Test
  void placeOfOneWhoLeft_isKeptForAMinute_thenTheLongestAwayMakesRoom() {
    var away = seated(seated(Seats.of(2), A), B).left(B, T0).left(A, T0.plusSeconds(1));

    assertThat(away.admit(C, Set.of(), T0.plusSeconds(59))).isEqualTo(new Full());
    assertThat(away.admit(C, Set.of(), T0.plusSeconds(60)))
        .isInstanceOfSatisfying(
            SeatedInstead.class,
            instead -> {
              assertThat(instead.forgotten()).isEqualTo(B);
              assertThat(instead.next().taken()).isEqualTo(1);
              assertThat(instead.next().seats()).containsOnlyKeys(A, C);
            });
  }

  @Test
  void neverMoreAreConnected_thanThereArePlaces() {
    Seeds.check(
        200,
        random -> {
          var seats = Seats.of(5);
          var now = T0;
          for (int step = 0; step < 200; step++) {
            now = now.plusSeconds(random.nextInt(20));
            var worker = new WorkerId("w" + random.nextInt(12));
            seats =
                random.nextBoolean()
                    ? after(seats.admit(worker, Set.of(), now), seats)
                    : seats.left(worker, now);
            assertThat(seats.taken()).isLessThanOrEqualTo(5);
            assertThat(seats.seats()).hasSizeLessThanOrEqualTo(5);
          }
        });
  }

  private static Seats after(Seats.Admission admission, Seats before) {
    return switch (admission) {
      case Seated(var next) -> next;
      case SeatedInstead(var next, _) -> next;
      case Full() -> before;
    };
  }

  private static Seats seated(Seats seats, WorkerId worker) {
    return ((Seated) seats.admit(worker, Set.of(), T0)).next();
  }
}
