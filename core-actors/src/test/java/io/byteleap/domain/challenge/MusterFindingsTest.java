package io.byteleap.domain.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.MusterPart.Did;
import io.byteleap.domain.challenge.MusterPart.Failed;
import io.byteleap.domain.challenge.MusterPart.Pending;
import io.byteleap.domain.challenge.MusterPart.Worked;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MusterFindingsTest {
  private static final Instant T0 = Samples.T0;
  private static final Did LATE = new Failed(Failure.COMMITMENT_LATE);
  private static final Did MISSED = new Failed(Failure.MUSTER_MISSED);
  private static final Did EXCUSED = new Failed(Failure.VALIDATOR_AWAY);

  @Test
  void claimThatWorked_isUpheld_whenTheOthersFailedOrStayedAway() {
    assertThat(finding(worked(0, 10), LATE)).isEqualTo(DeviceFinding.ONE_UPHELD);
    assertThat(finding(MISSED, worked(0, 10), LATE)).isEqualTo(DeviceFinding.ONE_UPHELD);
    assertThat(finding(MISSED, LATE)).isEqualTo(DeviceFinding.NONE_SOUND);
  }

  @Test
  void claimsThatWorked_areTwoDevices_onlyWhenThereWasAnInstantOfBoth() {
    assertThat(finding(worked(0, 10), worked(9, 20))).isEqualTo(DeviceFinding.TOGETHER);
    assertThat(finding(worked(5, 6), worked(0, 20))).isEqualTo(DeviceFinding.TOGETHER);
    assertThat(finding(worked(0, 10), worked(10, 20))).isEqualTo(DeviceFinding.APART);
    assertThat(finding(worked(10, 20), worked(0, 10))).isEqualTo(DeviceFinding.APART);
    assertThat(finding(worked(0, 10), worked(10, 20), worked(19, 30)))
        .isEqualTo(DeviceFinding.TOGETHER);
  }

  @Test
  void claims_areUndecided_whileOneIsOpen_orWasExcused() {
    assertThat(finding()).isEqualTo(DeviceFinding.UNDECIDED);
    assertThat(finding(worked(0, 10))).isEqualTo(DeviceFinding.UNDECIDED);
    assertThat(finding(worked(0, 10), LATE, new Pending())).isEqualTo(DeviceFinding.UNDECIDED);
    assertThat(finding(worked(0, 10), EXCUSED)).isEqualTo(DeviceFinding.UNDECIDED);
    assertThat(finding(worked(0, 10), EXCUSED, LATE)).isEqualTo(DeviceFinding.ONE_UPHELD);
  }

  @Test
  void unitsThatTakeTurns_areFlagged_afterThreeMusters() {
    var parts = new ArrayList<MusterPart>();
    for (int i = 0; i < 3; i++) {
      assertThat(NeverTogether.in(parts)).isEmpty();
      parts.add(part(i, unit("w-1"), i % 2 == 0 ? worked(i * 100, i * 100 + 10) : LATE));
      parts.add(part(i, unit("w-2"), i % 2 == 0 ? MISSED : worked(i * 100, i * 100 + 10)));
    }

    assertThat(NeverTogether.in(parts))
        .containsExactly(new NeverTogether(unit("w-1"), unit("w-2"), T0.plus(Duration.ofHours(2))));
  }

  @Test
  void unitsThatWereTogether_atOneOfTheLastThree_areNotFlagged() {
    var parts = new ArrayList<>(turns(5));
    parts.add(part(5, unit("w-1"), worked(0, 10)));
    parts.add(part(5, unit("w-2"), worked(0, 12)));
    for (int i = 6; i < 9; i++) {
      assertThat(NeverTogether.in(parts)).isEmpty();
      parts.add(part(i, unit("w-1"), i % 2 == 0 ? worked(0, 10) : LATE));
      parts.add(part(i, unit("w-2"), i % 2 == 0 ? LATE : worked(0, 10)));
    }

    assertThat(NeverTogether.in(parts)).hasSize(1);
  }

  @Test
  void unitThatAlwaysFails_isNotMeant_norMustersThatSayNothing_norOtherMiners() {
    var parts = new ArrayList<MusterPart>();
    var rival = new UnitName(new Hotkey("5Rival"), new WorkerId("w-1"), new UnitId("GPU-1"));
    for (int i = 0; i < 9; i++) {
      parts.add(part(i, unit("w-1"), worked(0, 10)));
      parts.add(part(i, unit("w-broken"), LATE));
      parts.add(part(i, unit("w-excused"), i % 2 == 0 ? worked(0, 10) : EXCUSED));
      parts.add(part(i, rival, i % 2 == 0 ? LATE : worked(0, 10)));
    }

    assertThat(NeverTogether.in(parts)).isEmpty();
  }

  @Test
  void honestUnits_areNeverFlagged_howeverSlowTheyAreAndLateTheyAskedForIt() {
    Seeds.check(
        200,
        random -> {
          var parts = new ArrayList<MusterPart>();
          for (int muster = 0; muster < 30; muster++) {
            int poll = random.nextInt(60);
            for (int unit = 0; unit < 8; unit++) {
              parts.add(
                  part(muster, unit("w-" + unit), worked(poll, poll + 1 + random.nextInt(300))));
            }
          }

          assertThat(NeverTogether.in(parts)).isEmpty();
        });
  }

  @Test
  void pairs_areBounded_howeverManyUnitsTakeTurns() {
    var parts = new ArrayList<MusterPart>();
    for (int i = 0; i < 3; i++) {
      for (int unit = 0; unit < 200; unit++) {
        parts.add(part(i, unit("w-%03d".formatted(unit)), i == unit % 3 ? worked(0, 10) : LATE));
      }
    }

    int most = NeverTogether.UNITS_MAX * (NeverTogether.UNITS_MAX - 1) / 2;
    assertThat(NeverTogether.in(parts)).isNotEmpty().hasSizeLessThanOrEqualTo(most);
  }

  @Test
  void failures_areReadAsTheyAreWritten() {
    for (Failure why : Failure.values()) {
      assertThat(Failure.ofWord(why.word())).isEqualTo(why);
    }
    assertThat(new Failed(Failure.MUSTER_MISSED).word()).isEqualTo("muster_missed");
  }

  private static List<MusterPart> turns(int musters) {
    return IntStream.range(0, musters)
        .boxed()
        .flatMap(
            i ->
                List.of(
                    part(i, unit("w-1"), i % 2 == 0 ? worked(0, 10) : LATE),
                    part(i, unit("w-2"), i % 2 == 0 ? LATE : worked(0, 10)))
                    .stream())
        .toList();
  }

  private static DeviceFinding finding(Did... claims) {
    return DeviceFinding.of(
        IntStream.range(0, claims.length)
            .mapToObj(i -> part(0, unit("w-" + i), claims[i]))
            .toList());
  }

  private static Did worked(int from, int until) {
    return new Worked(T0.plusSeconds(from), T0.plusSeconds(until), Pace.NONE);
  }

  private static MusterPart part(int muster, UnitName unit, Did did) {
    return new MusterPart(
        new MusterId("m-" + muster), T0.plus(Duration.ofHours(muster)), unit, did);
  }

  private static UnitName unit(String worker) {
    return new UnitName(new Hotkey("5Miner"), new WorkerId(worker), new UnitId("GPU-" + worker));
  }
}
