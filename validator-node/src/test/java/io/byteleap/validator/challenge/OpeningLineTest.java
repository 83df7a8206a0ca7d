package io.byteleap.validator.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.exact.RoundCheck;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.HonestUnit;
import io.byteleap.fixture.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class OpeningLineTest {
  private static final List<Integer> ROWS = List.of(3, 64, 127);
  private static final MatrixKey KEY_OF_B = MatrixKey.ofHex("0b".repeat(32));
  private static final ExactOrder ORDER =
      new ExactOrder(
          new ExactShape(128, 2),
          KEY_OF_B,
          new TreeMap<>(Map.of(UnitId.CPU, MatrixKey.ofHex("0a".repeat(32)))));

  private final HonestUnit unit =
      HonestUnit.of(
          new ChallengeId("c-1"),
          ORDER,
          new UnitName(new Hotkey("5Miner"), new WorkerId("w-1"), UnitId.CPU),
          WorkerKeypair.draw());
  private final CompletableFuture<RoundCheck> check =
      CompletableFuture.completedFuture(RoundCheck.computed(KEY_OF_B, 128, Seeds.generator(5)));
  private final Bytes good = unit.opens(ROWS);
  private final OpeningLine line = new OpeningLine(Runnable::run, 3L * good.length() + 128);
  private final List<ExactVerdict> verdicts = new ArrayList<>();

  private OpeningLine.Opening opening(Bytes frame) {
    return new OpeningLine.Opening(unit.task(), unit.root(), unit.request(ROWS), frame);
  }

  private ExactVerdict judged(Bytes frame, CompletableFuture<RoundCheck> with) {
    line.enter(opening(frame))
        .orElseThrow()
        .judge(with, outcome -> verdicts.add(outcome.verdict()));
    return verdicts.getLast();
  }

  @Test
  void honestOpening_isSound_andItsPlaceIsFreeAgain() {
    assertThat(judged(good, check)).isEqualTo(new ExactVerdict.Sound());
    assertThat(line.bytes()).isZero();
  }

  @Test
  void fullLine_takesNoOther_untilAPlaceIsGivenBack_once() {
    var place = line.enter(opening(good)).orElseThrow();
    assertThat(line.enter(opening(good))).isEmpty();

    place.leave();
    place.leave();

    assertThat(line.bytes()).isZero();
    assertThat(line.enter(opening(good))).isPresent();
  }

  @Test
  void openingThatWaitsForItsCheck_keepsItsPlace_andIsJudgedThen() {
    var late = new CompletableFuture<RoundCheck>();
    line.enter(opening(good)).orElseThrow().judge(late, outcome -> verdicts.add(outcome.verdict()));
    assertThat(line.bytes()).isPositive();

    late.complete(check.join());

    assertThat(verdicts).containsExactly(new ExactVerdict.Sound());
    assertThat(line.bytes()).isZero();
  }

  @Test
  void checkThatBreaksDown_judgesNobody() {
    var broken = CompletableFuture.<RoundCheck>failedFuture(new IllegalStateException("no memory"));
    var ofAnotherSize =
        CompletableFuture.completedFuture(RoundCheck.computed(KEY_OF_B, 256, Seeds.generator(5)));

    assertThat(judged(good, broken)).isEqualTo(new ExactVerdict.Refused(ExactRefusal.NOT_JUDGED));
    assertThat(judged(good, ofAnotherSize))
        .isEqualTo(new ExactVerdict.Refused(ExactRefusal.NOT_JUDGED));
    assertThat(line.bytes()).isZero();
  }

  @Test
  void everyDamagedFrame_isRefusedByName() {
    Seeds.check(
        500,
        random -> {
          byte[] damaged = good.toArray();
          damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));

          assertThat(judged(Bytes.adopting(damaged), check))
              .isInstanceOfSatisfying(
                  ExactVerdict.Refused.class,
                  refused -> assertThat(refused.why().isCharged()).isTrue());
        });
    assertThat(line.bytes()).isZero();
  }
}
