package io.byteleap.chain.subtensor;

import static io.byteleap.fixture.ChainVectors.bytes;
import static io.byteleap.fixture.ChainVectors.hex;
import static io.byteleap.fixture.ChainVectors.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.chain.metadata.Blake2b;
import io.byteleap.chain.subtensor.EpochSchedule.Counted;
import io.byteleap.chain.subtensor.EpochSchedule.Modular;
import io.byteleap.chain.subtensor.EpochSchedule.Moment;
import io.byteleap.chain.subtensor.EpochSchedule.RevealPeriod;
import io.byteleap.chain.subtensor.SubtensorCall.UidWeights;
import io.byteleap.chain.subtensor.Timelock.NotOpened;
import io.byteleap.chain.subtensor.Timelock.Opened;
import io.byteleap.chain.subtensor.Timelock.Opening;
import io.byteleap.chain.subtensor.Timelock.Why;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Vectors;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Weights that are committed before they are known.
final class CommitRevealTest {
  private static final AccountId ALICE =
      new AccountId(bytes("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d"));
  private static final long ROUND = 1_000;

  /// What the beacon really signed for the round 1,000.
  private static final Bytes SIGNATURE =
      bytes(json("timelock_vectors.json").get(0).path("drandSignature").asText());

  private static final Timelock TIMELOCK = loaded();

  static Stream<JsonNode> sealedElsewhere() {
    return StreamSupport.stream(json("timelock_vectors.json").spliterator(), false);
  }

  @Test
  void hash_isTheOneThatTheRuntimeTook() {
    var vector = json("commit_v2_vector.json");

    var hash =
        WeightCommits.hash(
            ALICE,
            new Netuid(vector.path("netuid").asInt()),
            weights(vector),
            Vectors.integers(vector.path("salt")),
            vector.path("versionKey").asLong());

    assertThat(hex(hash)).isEqualTo(vector.path("hash").asText());
    assertThat(Blake2b.hash256(bytes(vector.path("preimage").asText()))).isEqualTo(hash);
    assertThat(ALICE.address().value()).isEqualTo(vector.path("hotkey").asText());
    assertThat(new Netuid(1).ofMechanism(2)).isEqualTo(new Netuid(8_193));
  }

  @ParameterizedTest
  @MethodSource("sealedElsewhere")
  void payload_isAsTheChainReadsIt(JsonNode vector) {
    var payload = WeightCommits.payload(ALICE, weights(vector), vector.path("versionKey").asLong());

    assertThat(hex(payload)).isEqualTo("0x" + vector.path("payloadScale").asText());
    assertThat(ALICE).hasToString(vector.path("hotkey").asText());
  }

  @ParameterizedTest
  @MethodSource("sealedElsewhere")
  void messageSealedByOtherSoftware_isOpened(JsonNode vector) {
    var opening = TIMELOCK.open(bytes(vector.path("ciphertext").asText()), SIGNATURE);

    assertThat(opening).isEqualTo(new Opened(bytes(vector.path("payloadScale").asText())));
    assertThat(Timelock.QUICKNET.publicKey()).isEqualTo(bytes(vector.path("publicKey").asText()));
    assertThat(vector.path("round").asLong()).isEqualTo(ROUND);
  }

  @Test
  void sealedMessage_isOpenedByTheSignatureOfItsRoundOnly() {
    var message = Bytes.ofText("weights");
    var random = Seeds.generator(1);

    var sealed = TIMELOCK.seal(message, ROUND, random);
    var later = TIMELOCK.seal(message, ROUND + 1, random);

    assertThat(TIMELOCK.open(sealed, SIGNATURE)).isEqualTo(new Opened(message));
    assertThat(TIMELOCK.open(later, SIGNATURE))
        .isEqualTo(new NotOpened(Why.WRONG_ROUND_OR_CHANGED));
    assertThat(TIMELOCK.seal(message, ROUND, random)).isNotEqualTo(sealed);
    assertThat(TIMELOCK.open(TIMELOCK.seal(Bytes.ofText(""), ROUND, random), SIGNATURE))
        .isEqualTo(new Opened(Bytes.ofText("")));
  }

  @Test
  void sealedMessage_withAnyBitFlipped_isNotOpened() {
    byte[] sealed = TIMELOCK.seal(Bytes.ofText("weights"), ROUND, Seeds.generator(2)).toArray();

    Seeds.check(
        300,
        random -> {
          byte[] changed = sealed.clone();
          changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));

          assertThat(TIMELOCK.open(Bytes.copyOf(changed), SIGNATURE)).isInstanceOf(NotOpened.class);
        });
  }

  @Test
  void sealedMessage_cutOrWithAForeignSignature_isNotOpened() {
    var sealed = TIMELOCK.seal(Bytes.ofText("weights"), ROUND, Seeds.generator(3));

    for (int length = 0; length < sealed.length(); length++) {
      Opening opening =
          TIMELOCK.open(Bytes.copyOf(Arrays.copyOf(sealed.toArray(), length)), SIGNATURE);
      assertThat(opening).isEqualTo(new NotOpened(Why.MALFORMED));
    }
    assertThat(TIMELOCK.open(sealed, bytes("00".repeat(48))))
        .isEqualTo(new NotOpened(Why.NOT_A_POINT));
    assertThat(TIMELOCK.open(sealed, bytes("00"))).isEqualTo(new NotOpened(Why.MALFORMED));
  }

  /// Tempo, netuid, head, period of opening, first block of the epoch in which weights open.
  @ParameterizedTest
  @CsvSource({
    "360, 128, 0, 1, 232",
    "360, 128, 231, 1, 232",
    "360, 128, 232, 1, 593",
    "360, 128, 6852690, 1, 6852734",
    "99, 1, 6852690, 3, 6852898",
  })
  void modularEpochs_beginAtMultiplesOfTheTempo(
      int tempo, int netuid, long head, long period, long first) {
    var schedule = new Modular(tempo, new Netuid(netuid));

    assertThat(schedule.firstRevealBlock(new BlockNumber(head), new RevealPeriod(period)))
        .isEqualTo(new BlockNumber(first));
  }

  @Test
  void countedEpochs_beginWhereTheChainSays() {
    var schedule = new Counted(360, new BlockNumber(1_000));
    var head = new BlockNumber(900);

    assertThat(schedule.firstRevealBlock(head, new RevealPeriod(1)))
        .isEqualTo(new BlockNumber(1_000));
    assertThat(schedule.firstRevealBlock(head, new RevealPeriod(3)))
        .isEqualTo(new BlockNumber(1_720));
  }

  /// The formula of the existing software, in doubles as it computes them.
  @Test
  void round_isTheOneOfTheExistingSoftware() {
    Seeds.check(
        1_000,
        random -> {
          int tempo = random.nextInt(1, 2_000);
          int netuid = random.nextInt(200);
          long head = random.nextLong(10_000_000);
          long period = random.nextLong(1, 10);
          long seconds = random.nextLong(1_700_000_000, 1_900_000_000);
          long epoch = (head + netuid + 1) / (tempo + 1);
          long target = (epoch + period) * (tempo + 1) - (netuid + 1) + 3;
          double expected = (seconds + (target - head) * 12.0 - 1_692_803_367) / 3;

          long round =
              new Modular(tempo, new Netuid(netuid))
                  .revealRound(
                      new Moment(
                          new BlockNumber(head),
                          Instant.ofEpochSecond(seconds),
                          Duration.ofSeconds(12)),
                      new RevealPeriod(period));

          assertThat(round).isEqualTo((long) Math.floor(expected));
        });
  }

  @Test
  void round_isAtLeastTheFirst() {
    var longAgo = new Moment(new BlockNumber(5), Instant.EPOCH, Duration.ofSeconds(12));

    assertThat(new Modular(1, new Netuid(0)).revealRound(longAgo, new RevealPeriod(1)))
        .isEqualTo(1);
    assertThatThrownBy(() -> new RevealPeriod(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Modular(-1, new Netuid(0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static UidWeights weights(JsonNode vector) {
    List<Integer> uids = Vectors.integers(vector.path("uids"));
    return new UidWeights(uids, Vectors.integers(vector.path("values")));
  }

  private static Timelock loaded() {
    return switch (Timelock.load()) {
      case Timelock.Ready(var timelock) -> timelock;
      case Timelock.Unavailable(var cause) -> throw new AssertionError(cause);
    };
  }
}
