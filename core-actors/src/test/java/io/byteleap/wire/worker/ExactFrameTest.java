package io.byteleap.wire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Fuzz;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.exact.UnitCommitment;
import io.byteleap.wire.exact.UnitOpening;
import io.byteleap.wire.exact.UnitRows;
import io.byteleap.wire.worker.WorkerFrame.ProofFailed;
import io.byteleap.wire.worker.WorkerFrame.ProofResponse;
import io.byteleap.wire.worker.WorkerFrame.RowsGiven;
import io.byteleap.wire.worker.WorkerFrame.TaskFailed;
import io.byteleap.wire.worker.WorkerFrame.TaskResult;
import io.byteleap.wire.worker.WorkerFrame.UnitsDone;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Challenge v2 between worker and miner.
final class ExactFrameTest {
  private static final UnitId GPU = new UnitId("GPU-1");
  private static final SortedMap<String, Long> TIMES =
      new TreeMap<>(Map.of("worker_task_completed_ts", 7L));
  private static final ExactCommitment COMMITMENT =
      ExactCommitment.signed(
          new ChallengeId("c-1"),
          new UnitName(new Hotkey("5M"), new WorkerId("w-1"), UnitId.CPU),
          new ExactShape(128, 1),
          TreeHash.ofHex("ab".repeat(32)),
          WorkerKeypair.draw());

  private static final WorkerFrame DONE =
      result(
          new UnitCommitment.Committed(COMMITMENT),
          new UnitCommitment.GivenUp(GPU, Label.of("too hot")));

  private static final WorkerFrame GIVEN =
      new ProofResponse(
          "m-1",
          new RowsGiven(
              new UnitOpening.Opened(GPU, Bytes.adopting(new byte[] {0x42, 0, -1})), TIMES));

  private static final MinerFrame REQUEST =
      new MinerFrame.RowsRequest("m-1", "5V", "c-1", new UnitRows(GPU, List.of(0, 5, 127)));

  private static WorkerFrame result(UnitCommitment... units) {
    return new TaskResult("w-1", "c-1", 12.5, new UnitsDone(List.of(units), TIMES));
  }

  @Test
  void frames_goThereAndBack() {
    for (WorkerFrame frame : List.of(DONE, GIVEN)) {
      assertThat(WorkerFrameCodec.decode(WorkerFrameCodec.encode(frame)))
          .isEqualTo(new Decoded.Read<>(frame));
    }
    assertThat(MinerFrameCodec.decode(MinerFrameCodec.encode(REQUEST)))
        .isEqualTo(new Decoded.Read<>(REQUEST));
  }

  @Test
  void request_isWrittenAsItIsDescribed() {
    assertThat(MinerFrameCodec.encode(REQUEST))
        .isEqualTo(
            """
            {"type":"proof_request","message_id":"m-1","data":{"challenge_type":"matmul_exact_v2",\
            "validator_hotkey":"5V","challenge_id":"c-1",\
            "requests":[{"uuid":"GPU-1","rows":[0,5,127]}]}}\
            """);
  }

  @Test
  void commitmentThatCannotBeRead_isItsUnitsFault_andNoOthers() {
    var text = WorkerFrameCodec.encode(DONE).replace(COMMITMENT.root().hex(), "xyz");

    var outcome = (UnitsDone) ((TaskResult) read(text)).outcome();

    assertThat(outcome.units().getFirst())
        .isInstanceOfSatisfying(
            UnitCommitment.Unreadable.class,
            unreadable -> {
              assertThat(unreadable.unit()).isEqualTo(UnitId.CPU);
              assertThat(unreadable.why().value()).contains("64");
            });
    assertThat(outcome.units().getLast())
        .isEqualTo(new UnitCommitment.GivenUp(GPU, Label.of("too hot")));
  }

  @Test
  void resultThatNamesAUnitTwice_isAFailedOne() {
    var said = new UnitCommitment.GivenUp(GPU, Label.of("too hot"));

    assertThat(((TaskResult) read(WorkerFrameCodec.encode(result(said, said)))).outcome())
        .isInstanceOfSatisfying(
            TaskFailed.class, failed -> assertThat(failed.error().value()).contains("twice"));
  }

  @Test
  void openingThatIsNoBase64_isItsUnitsFault_andTwoAtOnceAreAFailure() {
    var broken = WorkerFrameCodec.encode(GIVEN).replace("QgD/", "Qg!!");
    var outcome = (RowsGiven) ((ProofResponse) read(broken)).outcome();
    assertThat(outcome.opening())
        .isEqualTo(new UnitOpening.Unreadable(GPU, Label.of("frame: must be base64")));

    var one = "{\"uuid\":\"GPU-1\",\"frame\":\"QgD/\"}";
    var two = WorkerFrameCodec.encode(GIVEN).replace(one, one + "," + one);
    assertThat(((ProofResponse) read(two)).outcome()).isInstanceOf(ProofFailed.class);
  }

  private static WorkerFrame read(String text) {
    return ((Decoded.Read<WorkerFrame>) WorkerFrameCodec.decode(text)).value();
  }

  @Test
  void anyMutant_isReadOrRefused() {
    var said = List.of(WorkerFrameCodec.encode(DONE), WorkerFrameCodec.encode(GIVEN));
    Fuzz.texts(said, WorkerFrameCodec::decode);
    Fuzz.texts(List.of(MinerFrameCodec.encode(REQUEST)), MinerFrameCodec::decode);
  }
}
