package io.byteleap.validator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.LeasePublication.Others;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.wire.hub.HubMessage.Coverage;
import io.byteleap.wire.hub.HubMessage.LeasePublish;
import io.byteleap.wire.hub.HubMessage.RefusedPart;
import io.byteleap.wire.hub.PublishedLease;
import io.byteleap.wire.hub.WorkerKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class LeaseDeskTest {
  private static final Instant T0 = Samples.T0;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Hotkey A = new Hotkey("5MinerA");
  private static final Hotkey B = new Hotkey("5MinerB");
  private static final List<Hotkey> MEMBERS = List.of(A, B);

  private final RandomGenerator random = Seeds.generator(3);
  private LeaseDesk desk = LeaseDesk.of(HOUR);

  @Test
  void delta_goesToTheMinersThatItNames_withALifeOfAnHour() {
    var step = said(Coverage.DELTA, T0, lease(A, "w-1", 0.5), lease(A, "w-2", 0));

    assertThat(step.takes())
        .singleElement()
        .satisfies(
            take -> {
              assertThat(take.miner()).isEqualTo(A);
              assertThat(take.publication().others()).isEqualTo(Others.UNSAID);
              assertThat(take.publication().idle()).containsExactly(new WorkerId("w-2"));
              assertThat(take.publication().leased().getFirst().until()).isEqualTo(T0.plus(HOUR));
            });
  }

  @Test
  void fullPublication_goesToEveryMiner() {
    var step = said(Coverage.FULL, T0, lease(A, "w-1", 1));

    assertThat(step.takes()).extracting(LeaseDesk.Take::miner).containsExactly(A, B);
    assertThat(step.takes().getLast().publication().leased()).isEmpty();
    assertThat(step.takes().getLast().publication().others()).isEqualTo(Others.IDLE);
  }

  @Test
  void fullPublication_thatCannotAllBeRead_endsNoLease() {
    var part = new RefusedPart(Label.of("workerScores[0]"), Label.of("no number"));
    var publish = new LeasePublish(Coverage.FULL, List.of(lease(A, "w-1", 1)), List.of(part));

    var step = desk.said(publish, MEMBERS, T0, random);

    assertThat(step.takes())
        .singleElement()
        .satisfies(take -> assertThat(take.publication().others()).isEqualTo(Others.UNSAID));
  }

  @Test
  void leasesOfStrangers_areCounted_andGoNowhere() {
    var step = said(Coverage.DELTA, T0, lease(new Hotkey("5Stranger"), "w-1", 1));

    assertThat(step.takes()).isEmpty();
    assertThat(step.strangers()).isEqualTo(1);
  }

  @Test
  void whatTheLedgerTook_isDone_andWhatItDidNot_isTriedAgain() {
    var take = said(Coverage.DELTA, T0, lease(A, "w-1", 1)).takes().getFirst();

    assertThat(desk.isToBeRepeated(A, take.number())).isTrue();
    assertThat(desk.again(A, take.number(), T0.plusSeconds(10))).containsExactly(take);
    assertThat(desk.again(A, take.number(), T0.plus(HOUR))).isEmpty();
    desk = desk.taken(A, take.number());
    assertThat(desk.isToBeRepeated(A, take.number())).isFalse();
    assertThat(desk.errands()).isEmpty();
  }

  @Test
  void laterPublication_joinsTheOneThatTheLedgerHasNotTaken() {
    var first = said(Coverage.DELTA, T0, lease(A, "w-1", 1)).takes().getFirst();
    var second = said(Coverage.DELTA, T0.plusSeconds(60), lease(A, "w-2", 1));

    var take = second.takes().getFirst();

    assertThat(take.publication().leased())
        .extracting(terms -> terms.worker().value())
        .containsExactly("w-1", "w-2");
    assertThat(desk.isToBeRepeated(A, first.number())).isFalse();
    assertThat(desk.taken(A, first.number())).isEqualTo(desk);
  }

  @Test
  void minersThatLeaveTheSubnet_areForgotten() {
    said(Coverage.DELTA, T0, lease(A, "w-1", 1), lease(B, "w-1", 1));

    desk =
        desk.said(new LeasePublish(Coverage.DELTA, List.of(), List.of()), List.of(B), T0, random)
            .next();

    assertThat(desk.errands()).containsOnlyKeys(B);
  }

  @Test
  void hubThatPublishesSeldom_hasItsLeasesCountLonger() {
    var every = Duration.ofMinutes(50);
    for (int i = 0; i < 3; i++) {
      said(Coverage.DELTA, T0.plus(every.multipliedBy(i)), lease(A, "w-1", 1));
      // the second part of the same publication is no interval
      said(Coverage.DELTA, T0.plus(every.multipliedBy(i)).plusSeconds(2), lease(A, "w-2", 1));
    }

    assertThat(desk.rhythm().intervals()).hasSize(2);
    assertThat(desk.rhythm().life()).isEqualTo(every.minusSeconds(2).multipliedBy(3));
  }

  @Test
  void timeBetweenSessions_isNoInterval_andWhatWasLearntStays() {
    said(Coverage.DELTA, T0, lease(A, "w-1", 1));
    said(Coverage.DELTA, T0.plus(HOUR), lease(A, "w-1", 1));
    desk = desk.sessionBegan();
    said(Coverage.DELTA, T0.plus(Duration.ofDays(3)), lease(A, "w-1", 1));

    assertThat(desk.rhythm().life()).isEqualTo(HOUR.multipliedBy(3));
  }

  @Test
  void life_isAWeekAtMost() {
    said(Coverage.DELTA, T0, lease(A, "w-1", 1));
    said(Coverage.DELTA, T0.plus(Duration.ofDays(30)), lease(A, "w-1", 1));

    assertThat(desk.rhythm().life()).isEqualTo(Duration.ofDays(7));
  }

  private LeaseDesk.Step said(Coverage coverage, Instant now, PublishedLease... leases) {
    var publish = new LeasePublish(coverage, Arrays.asList(leases), List.of());
    var step = desk.said(publish, MEMBERS, now, random);
    desk = step.next();
    return step;
  }

  private static PublishedLease lease(Hotkey miner, String worker, double score) {
    return new PublishedLease(new WorkerKey(miner, new WorkerId(worker)), LeaseScore.of(score));
  }
}
