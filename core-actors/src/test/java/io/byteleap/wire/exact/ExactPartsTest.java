package io.byteleap.wire.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.Extent;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.exact.Stint;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Fuzz;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class ExactPartsTest {
  private static final Json JSON = Json.upTo(1 << 20);
  private static final ChallengeId CHALLENGE = new ChallengeId("challenge");
  private static final UnitId GPU = new UnitId("GPU-11111111-2222-3333-4444-555555555555");
  private static final ExactShape SHAPE = new ExactShape(256, 2);
  private static final String KEY = "ab".repeat(32);
  private static final UnitName UNIT =
      new UnitName(new Hotkey("hotkey"), new WorkerId("worker"), GPU);

  private static final List<Function<JsonObject, Object>> READERS =
      List.of(
          ExactParts::readOrder,
          ExactParts::readCommitment,
          ExactParts::readOpening,
          json -> ExactParts.readRequest(CHALLENGE, SHAPE, json));

  private final ExactOrder order =
      new ExactOrder(
          SHAPE,
          MatrixKey.ofHex(KEY),
          new TreeMap<>(
              Map.of(
                  UnitId.CPU,
                  MatrixKey.ofHex("01".repeat(32)),
                  GPU,
                  MatrixKey.ofHex("02".repeat(32)))));

  private final ExactCommitment commitment =
      ExactCommitment.signed(
          CHALLENGE, UNIT, SHAPE, TreeHash.ofHex("cd".repeat(32)), WorkerKeypair.draw());

  @Test
  void order_goesThereAndBack_asATaskForEachUnit() {
    var read = read(ExactParts.write(order), ExactParts::readOrder);

    assertThat(read).isEqualTo(new Decoded.Read<>(order));
    assertThat(order.tasks(CHALLENGE)).extracting("unit").containsExactly(UnitId.CPU, GPU);
    assertThat(order.tasks(CHALLENGE).getLast().keyOfA()).isEqualTo(order.keysOfA().get(GPU));
  }

  @Test
  void timeOfAWork_goesThereAndBack_andIsNotSaidOfOneThatIsToBeWhole() {
    var timed =
        new ExactOrder(
            SHAPE, order.keyOfB(), order.keysOfA(), new Stint.Within(Duration.ofMillis(9_500)));
    String text = ExactParts.write(timed).toText();

    assertThat(text).contains("\"work_ms\":9500");
    assertThat(ExactParts.write(order).toText()).doesNotContain("work_ms");
    assertThat(read(ExactParts.write(timed), ExactParts::readOrder))
        .isEqualTo(new Decoded.Read<>(timed));
    assertRefused(text.replace("9500", "0"), "work_ms");
    assertRefused(text.replace("9500", "300001"), "work_ms");
  }

  @Test
  void commitmentToFirstRows_goesThereAndBack_andIsNotOneToAll() {
    var first =
        ExactCommitment.signed(
            CHALLENGE, UNIT, SHAPE, new Extent.First(80), commitment.root(), WorkerKeypair.draw());
    String text = ExactParts.write(first).toText();

    assertThat(text).contains("\"rows_made\":80");
    assertThat(ExactParts.write(commitment).toText()).doesNotContain("rows_made");
    assertThat(read(ExactParts.write(first), ExactParts::readCommitment))
        .isEqualTo(new Decoded.Read<>(first));
    assertThat(first.isSigned(CHALLENGE, UNIT, SHAPE)).isTrue();
    var boast =
        new ExactCommitment(
            GPU, new Extent.First(81), first.root(), first.key(), first.signature());
    assertThat(boast.isSigned(CHALLENGE, UNIT, SHAPE)).isFalse();
    assertThat(Decoded.of(() -> ExactParts.readCommitment(JSON.parse(text.replace("80", "0")))))
        .isInstanceOf(Decoded.Refused.class);
  }

  @Test
  void faultyOrders_areRefusedByName_withoutTheirKeys() {
    String good = ExactParts.write(order).toText();

    assertRefused(good.replace("256", "200"), "size must be a multiple of 128 up to 130944: 200");
    assertRefused(good.replace("256", "131072"), "matrix_size");
    assertRefused(good.replace("\"iterations\":2", "\"iterations\":65"), "iterations");
    assertRefused(good.replace(KEY, KEY + "0"), "key_b: must be 64 lower-case hex digits");
    assertRefused(good.replace("01".repeat(32), "x"), "key_a: must be 64 lower-case hex digits");
    assertRefused(good.replace(GPU.value(), "-1"), "units: name a unit twice");
    assertRefused(good.replaceFirst("\"units\":\\[.*]", "\"units\":[]"), "1 to 64 units");
  }

  private void assertRefused(String text, String why) {
    var read = Decoded.of(() -> ExactParts.readOrder(JSON.parse(text)));
    assertThat(read)
        .isInstanceOfSatisfying(
            Decoded.Refused.class,
            refused -> assertThat(refused.why().value()).contains(why).doesNotContain(KEY));
  }

  @Test
  void keys_areNotShown() {
    assertThat(order.toString() + order.tasks(CHALLENGE)).doesNotContain(KEY);
  }

  @Test
  void commitment_goesThereAndBack_andIsSigned() {
    var read = read(ExactParts.write(commitment), ExactParts::readCommitment);

    assertThat(read).isEqualTo(new Decoded.Read<>(commitment));
    assertThat(commitment.isSigned(CHALLENGE, UNIT, SHAPE)).isTrue();
  }

  @Test
  void everythingThatIsSigned_counts() {
    var otherRoot = TreeHash.ofHex("ce".repeat(32));
    var otherKey = WorkerKeypair.draw().key();
    var key = commitment.key();
    var signature = commitment.signature();
    var whole = new Extent.Whole();

    assertThat(commitment.isSigned(new ChallengeId("other"), UNIT, SHAPE)).isFalse();
    assertThat(commitment.isSigned(CHALLENGE, UNIT, new ExactShape(256, 1))).isFalse();
    assertThat(commitment.isSigned(CHALLENGE, UNIT, new ExactShape(128, 2))).isFalse();
    for (var name :
        List.of(
            new UnitName(new Hotkey("other"), UNIT.worker(), GPU),
            new UnitName(UNIT.hotkey(), new WorkerId("other"), GPU),
            new UnitName(UNIT.hotkey(), UNIT.worker(), UnitId.CPU))) {
      assertThat(commitment.isSigned(CHALLENGE, name, SHAPE)).isFalse();
    }
    assertThat(
            new ExactCommitment(GPU, whole, otherRoot, key, signature)
                .isSigned(CHALLENGE, UNIT, SHAPE))
        .isFalse();
    assertThat(
            new ExactCommitment(GPU, whole, commitment.root(), otherKey, signature)
                .isSigned(CHALLENGE, UNIT, SHAPE))
        .isFalse();
  }

  @Test
  void request_goesThereAndBack() {
    var request = new OpeningRequest(CHALLENGE, GPU, SHAPE, List.of(1, 255));

    assertThat(
            read(ExactParts.write(request), json -> ExactParts.readRequest(CHALLENGE, SHAPE, json)))
        .isEqualTo(new Decoded.Read<>(request));
  }

  @Test
  void opening_goesThereAndBack_andOthersAreRefused() {
    var sent = new ExactParts.SentOpening(GPU, Bytes.ofText("frame"));
    var json = ExactParts.writeOpening(GPU, sent.frame());

    assertThat(read(json, ExactParts::readOpening)).isEqualTo(new Decoded.Read<>(sent));
    assertThat(
            Decoded.of(
                () ->
                    ExactParts.readOpening(
                        JSON.parse(json.toText().replace("\"frame\":\"", "\"frame\":\"*")))))
        .isEqualTo(new Decoded.Refused<>(Label.of("frame: must be base64")));
  }

  @Test
  void mutants_areReadOrRefused() {
    var texts =
        List.of(
            ExactParts.write(order).toText(),
            ExactParts.write(commitment).toText(),
            ExactParts.writeOpening(GPU, Bytes.ofText("frame")).toText());
    Fuzz.texts(
        texts,
        text -> {
          if (Decoded.of(() -> JSON.parse(text)) instanceof Decoded.Read<JsonObject>(var json)) {
            for (var reader : READERS) {
              var decoded = Decoded.of(() -> reader.apply(json));
              assertThat(decoded instanceof Decoded.Refused<Object>(var why) && why.isBlank())
                  .isFalse();
            }
          }
        });
  }

  private static <T> Decoded<T> read(JsonObject json, Function<JsonObject, T> reader) {
    return Decoded.of(() -> reader.apply(JSON.parse(json.toText())));
  }
}
