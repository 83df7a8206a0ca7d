package io.byteleap.wire.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.OpenedRow;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.exact.RowValues;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.exact.TreePath;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.Seeds;
import io.byteleap.wire.exact.OpeningFrame.Opened;
import io.byteleap.wire.exact.OpeningFrame.Refused;
import io.byteleap.wire.validator.SynapseType;
import io.byteleap.wire.worker.WorkerFrameCodec;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OpeningFrameTest {
  private static final int ROW_AT = 12 + 6 + "challenge".length() + "-1".length();

  private final OpeningRequest request = request(new ExactShape(128, 2), List.of(0, 77));
  private final List<OpenedRow> rows = rows(request, Seeds.generator(1));
  private final byte[] frame = OpeningFrame.encode(request, rows).toArray();

  private static OpeningRequest request(ExactShape shape, List<Integer> rows) {
    return new OpeningRequest(new ChallengeId("challenge"), UnitId.CPU, shape, rows);
  }

  private static List<OpenedRow> rows(OpeningRequest request, RandomGenerator random) {
    return request.rows().stream()
        .map(
            row ->
                new OpenedRow(
                    row,
                    RowValues.adopting(random.ints(request.shape().rowValues()).toArray()),
                    path(TreePath.lengthOf(row, request.shape().size()), random)))
        .toList();
  }

  private static TreePath path(int length, RandomGenerator random) {
    return new TreePath(
        IntStream.range(0, length)
            .mapToObj(
                _ -> {
                  var hash = new byte[TreeHash.LENGTH];
                  random.nextBytes(hash);
                  return new TreeHash(Bytes.adopting(hash));
                })
            .toList());
  }

  @Test
  void opening_goesThereAndBack() {
    Seeds.check(
        40,
        random -> {
          var shape = new ExactShape(128 * random.nextInt(1, 6), random.nextInt(1, 4));
          var some = random.ints(5, 0, shape.size()).distinct().sorted().boxed().toList();
          var asked = request(shape, some);
          var opened = rows(asked, random);

          var bytes = OpeningFrame.encode(asked, opened);

          assertThat(bytes.length()).isEqualTo(OpeningFrame.lengthOf(asked));
          assertThat(OpeningFrame.decode(asked, bytes)).isEqualTo(new Opened(opened));
        });
  }

  @Test
  void frameOfAnyOtherLength_isRefused() {
    for (int length : new int[] {0, 1, 11, frame.length - 1, frame.length + 1, 16 << 20}) {
      assertThat(decoded(Arrays.copyOf(frame, length)))
          .isEqualTo(new Refused(ExactRefusal.FRAME_LENGTH));
    }
  }

  @Test
  void everyPartOfTheHead_isHeldAgainstTheRequest() {
    assertThat(changedAt(0)).isEqualTo(new Refused(ExactRefusal.FRAME_KIND));
    assertThat(changedAt(6)).isEqualTo(new Refused(ExactRefusal.OTHER_SHAPE));
    assertThat(changedAt(11)).isEqualTo(new Refused(ExactRefusal.OTHER_SHAPE));
    assertThat(changedAt(13)).isEqualTo(new Refused(ExactRefusal.OTHER_ROWS));
    assertThat(changedAt(15)).isEqualTo(new Refused(ExactRefusal.OTHER_CHALLENGE));
    assertThat(changedAt(20)).isEqualTo(new Refused(ExactRefusal.OTHER_CHALLENGE));
    assertThat(changedAt(16 + "challenge".length()))
        .isEqualTo(new Refused(ExactRefusal.OTHER_UNIT));
    assertThat(changedAt(ROW_AT - 1)).isEqualTo(new Refused(ExactRefusal.OTHER_UNIT));
    assertThat(changedAt(ROW_AT + 3)).isEqualTo(new Refused(ExactRefusal.OTHER_ROWS));
    assertThat(changedAt(ROW_AT + 4 + 1_024)).isEqualTo(new Refused(ExactRefusal.PATH_LENGTH));
  }

  @Test
  void everyOtherByte_isOneOfTheRows() {
    Seeds.check(
        300,
        random -> {
          byte[] other = frame.clone();
          other[random.nextInt(frame.length)] ^= (byte) random.nextInt(1, 256);

          switch (decoded(other)) {
            case Opened(var opened) -> assertThat(opened).isNotEqualTo(rows);
            case Refused(var why) -> assertThat(why.code()).matches("[a-z-]+");
          }
        });
  }

  @Test
  void mutants_areReadOrRefused_withinTheirOwnLength() {
    Fuzz.bytes(
        List.of(frame),
        mutant -> {
          switch (OpeningFrame.decode(request, Bytes.copyOf(mutant))) {
            case Opened(var opened) -> assertThat(opened).hasSize(2);
            case Refused(var why) -> assertThat(why.code()).matches("[a-z-]+");
          }
        });
  }

  @Test
  void rowsThatWereNotAskedFor_areNotWritten() {
    assertThatThrownBy(() -> OpeningFrame.encode(request, rows.subList(0, 1)))
        .hasMessage("not the rows that were asked for");
  }

  @Test
  void largestRequests_fitTheirMessages() {
    var shape = new ExactShape(130_944, 8);
    int most = OpeningRequest.rowsMax(shape);
    var asked = request(shape, IntStream.range(0, most).boxed().toList());

    assertThat(most).isEqualTo(2);
    assertThat(OpeningFrame.lengthOf(asked)).isLessThan(OpeningRequest.OPENING_BYTES_MAX);
    assertThat(OpeningRequest.rowsMax(new ExactShape(32_768, 1))).isEqualTo(64);
  }

  @Test
  void largestOpening_fitsTheMessagesOnItsWay() {
    int others = 64 << 10;
    long asText = OpeningRequest.OPENING_BYTES_MAX * 4L / 3 + others;

    assertThat(asText).isLessThan(WorkerFrameCodec.FRAME_SIZE_MAX);
    assertThat(asText * 4 / 3 + others).isLessThan(SynapseType.CHALLENGE_PROOF.bodySizeMax());
  }

  @Test
  void requestsBeyondTheMatrix_orTheBounds_areRefused() {
    var shape = new ExactShape(128, 1);

    assertThatThrownBy(() -> request(shape, List.of()))
        .hasMessage("1 to 64 rows of this shape can be asked for: 0");
    assertThatThrownBy(() -> request(shape, IntStream.range(0, 65).boxed().toList()))
        .hasMessage("1 to 64 rows of this shape can be asked for: 65");
    for (var bad : List.of(List.of(-1), List.of(128), List.of(5, 5), List.of(6, 5))) {
      assertThatThrownBy(() -> request(shape, bad))
          .hasMessage("rows must be of the matrix, ascending, each once");
    }
  }

  private OpeningFrame.Read decoded(byte[] bytes) {
    return OpeningFrame.decode(request, Bytes.copyOf(bytes));
  }

  private OpeningFrame.Read changedAt(int at) {
    byte[] other = frame.clone();
    other[at]++;
    return decoded(other);
  }
}
