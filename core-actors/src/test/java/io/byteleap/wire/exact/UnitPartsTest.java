package io.byteleap.wire.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.AnswerCodec;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.validator.PayloadCodec;
import io.byteleap.wire.validator.SynapseType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UnitPartsTest {
  private static final Instant NOW = Instant.EPOCH;
  private static final UnitId GPU = new UnitId("GPU-1");
  private static final ExactCommitment COMMITMENT =
      ExactCommitment.signed(
          new ChallengeId("c-1"),
          new UnitName(new Hotkey("5Miner"), new WorkerId("w-1"), UnitId.CPU),
          new ExactShape(128, 1),
          TreeHash.ofHex("cd".repeat(32)),
          WorkerKeypair.draw());

  @Test
  void commitments_goThereAndBack_eachUnitForItself() {
    var said =
        new Payload.ExactCommitments(
            "c-1",
            "w-1",
            List.of(
                new UnitCommitment.Committed(COMMITMENT),
                new UnitCommitment.GivenUp(GPU, Label.of("the card is gone"))));

    assertThat(read(SynapseType.CHALLENGE, said)).isEqualTo(new Decoded.Read<>(said));
  }

  @Test
  void faultyCommitment_isReadAsThatUnits_andNoOthers() {
    String good = text(PayloadCodec.encode(commitments(COMMITMENT)));
    String faulty =
        good.replaceFirst(
            "\"commitments\": *\\[",
            "\"commitments\":[{\"uuid\":\"GPU-1\",\"sig_ver\":2,\"merkle_root\":\"x\"},");

    assertThat(payload(SynapseType.CHALLENGE, faulty))
        .isInstanceOfSatisfying(
            Payload.ExactCommitments.class,
            read -> {
              assertThat(read.units().getFirst())
                  .isInstanceOfSatisfying(
                      UnitCommitment.Unreadable.class,
                      unit -> assertThat(unit.unit()).isEqualTo(GPU));
              assertThat(read.units().getLast())
                  .isEqualTo(new UnitCommitment.Committed(COMMITMENT));
            });
  }

  @Test
  void messageThatNamesAUnitTwiceOrNone_isRefusedByName() {
    String good = text(PayloadCodec.encode(commitments(COMMITMENT)));
    String item = ExactParts.write(COMMITMENT).toSortedText();

    assertThat(refusal(SynapseType.CHALLENGE, good.replace(item, item + "," + item)))
        .contains("commitments: name a unit twice");
    assertThat(refusal(SynapseType.CHALLENGE, good.replace("\"uuid\"", "\"other\"")))
        .contains("uuid");
    assertThat(
            refusal(
                SynapseType.CHALLENGE_PROOF,
                "{\"challenge_id\":\"c-1\",\"proofs\":[{\"uuid\":\"-1\",\"frame\":\"\"},"
                    + "{\"uuid\":\"GPU-1\",\"frame\":\"\"}]}"))
        .contains("proofs: must be of one unit");
  }

  @Test
  void openings_goThereAndBack_andAFaultyFrameIsThatUnits() {
    var opened = opening(new UnitOpening.Opened(GPU, Bytes.ofText("BLX2")));
    var givenUp = opening(new UnitOpening.GivenUp(GPU, Label.of("restarted")));

    assertThat(read(SynapseType.CHALLENGE_PROOF, opened)).isEqualTo(new Decoded.Read<>(opened));
    assertThat(read(SynapseType.CHALLENGE_PROOF, givenUp)).isEqualTo(new Decoded.Read<>(givenUp));
    String faulty = text(PayloadCodec.encode(opened)).replace("QkxYMg==", "?");
    assertThat(payload(SynapseType.CHALLENGE_PROOF, faulty))
        .isEqualTo(opening(new UnitOpening.Unreadable(GPU, Label.of("frame: must be base64"))));
  }

  @Test
  void requestsAndRefusals_goThereAndBack() {
    var answer =
        new Answer.ExactRequests(
            List.of(new UnitRows(UnitId.CPU, List.of(3, 7))),
            List.of(new UnitRefusal(GPU, ExactRefusal.SIGNATURE_WRONG)));

    assertThat(AnswerCodec.decode(SynapseType.CHALLENGE, AnswerCodec.encode(answer), NOW))
        .isEqualTo(new Decoded.Read<Answer>(answer));
    String unknown = text(AnswerCodec.encode(answer)).replace("signature-wrong", "something-new");
    assertThat(AnswerCodec.decode(SynapseType.CHALLENGE, Bytes.ofText(unknown), NOW))
        .isInstanceOf(Decoded.Refused.class);
  }

  private static Payload commitments(ExactCommitment commitment) {
    return new Payload.ExactCommitments(
        "c-1", "w-1", List.of(new UnitCommitment.Committed(commitment)));
  }

  private static Payload opening(UnitOpening said) {
    return new Payload.ExactOpening("c-1", said, JsonObject.EMPTY);
  }

  private static Decoded<Payload> read(SynapseType type, Payload payload) {
    return PayloadCodec.decode(type, PayloadCodec.encode(payload), NOW);
  }

  private static String text(Bytes utf8) {
    return new String(utf8.toArray(), StandardCharsets.UTF_8);
  }

  private static Payload payload(SynapseType type, String text) {
    return ((Decoded.Read<Payload>) PayloadCodec.decode(type, Bytes.ofText(text), NOW)).value();
  }

  private static String refusal(SynapseType type, String text) {
    return ((Decoded.Refused<Payload>) PayloadCodec.decode(type, Bytes.ofText(text), NOW))
        .why()
        .value();
  }
}
