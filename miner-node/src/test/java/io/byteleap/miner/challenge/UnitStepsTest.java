package io.byteleap.miner.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.Extent;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.miner.challenge.Ending.Abandoned;
import io.byteleap.miner.challenge.UnitLeg.Asked;
import io.byteleap.miner.challenge.UnitLeg.Over;
import io.byteleap.wire.exact.OpeningFrame;
import io.byteleap.wire.exact.UnitOpening;
import io.byteleap.wire.exact.UnitRows;
import io.byteleap.wire.validator.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What follows for a unit that made its first rows until a bell.
final class UnitStepsTest {
  private static final ChallengeId ID = new ChallengeId("c-1");
  private static final UnitId UNIT = new UnitId("GPU-1");
  private static final ExactShape SHAPE = new ExactShape(128, 1);

  private static UnitLeg answered(int made, Integer... rows) {
    return UnitSteps.answered(
        ID,
        SHAPE,
        new UnitSteps.Made(UNIT, new Extent.First(made)),
        new Answer.ExactRequests(List.of(new UnitRows(UNIT, List.of(rows))), List.of()));
  }

  @Test
  void rowsThatWereMade_areAskedFor() {
    assertThat(answered(80, 3, 79))
        .isEqualTo(new Asked(new OpeningRequest(ID, UNIT, SHAPE.first(80), List.of(3, 79))));
  }

  @Test
  void rowsThatWereNotMade_andMoreThanThereAre_endTheUnit() {
    for (int made : new int[] {80, 129}) {
      assertThat(answered(made, 80))
          .isInstanceOfSatisfying(
              Over.class,
              over ->
                  assertThat(((Abandoned) over.ending()).why())
                      .contains("it asks what cannot be asked"));
    }
  }

  /// The paths are those of a tree of so many rows.
  @Test
  void opening_isAsLongAsThatOfTheRowsThatWereMade() {
    var request = new OpeningRequest(ID, UNIT, SHAPE.first(80), List.of(79));
    var ofAll = new OpeningRequest(ID, UNIT, SHAPE, List.of(79));

    assertThat(UnitSteps.fault(request, opening(OpeningFrame.lengthOf(request)))).isEmpty();
    assertThat(UnitSteps.fault(request, opening(OpeningFrame.lengthOf(ofAll))))
        .hasValueSatisfying(why -> assertThat(why).startsWith("frame-length"));
  }

  private static UnitOpening.Opened opening(int length) {
    return new UnitOpening.Opened(UNIT, Bytes.adopting(new byte[length]));
  }
}
