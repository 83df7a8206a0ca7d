package io.byteleap.chain.subtensor;

import static io.byteleap.fixture.ChainVectors.bytes;
import static io.byteleap.fixture.ChainVectors.hex;
import static io.byteleap.fixture.ChainVectors.json;
import static io.byteleap.fixture.ChainVectors.metadata14;
import static io.byteleap.fixture.ChainVectors.metadata15;
import static io.byteleap.fixture.ChainVectors.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.chain.metadata.Blake2b;
import io.byteleap.chain.metadata.ExtrinsicFormat;
import io.byteleap.chain.metadata.ExtrinsicFormat.Extension;
import io.byteleap.chain.metadata.Metadata;
import io.byteleap.chain.subtensor.BlockEvents.Failed;
import io.byteleap.chain.subtensor.BlockEvents.Succeeded;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Seeds;
import io.byteleap.scale.ScaleRefusal.Kind;
import io.byteleap.scale.ScaleResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Transactions that a real runtime (218) took, signed by other software, and its events.
final class TransactionTest {
  private static final JsonNode RECORDED = json("chain/runtime_spec218.json");
  private static final Bytes GENESIS = bytes(RECORDED.path("genesis").asText());

  static Stream<JsonNode> transactions() {
    return StreamSupport.stream(RECORDED.path("extrinsics").spliterator(), false);
  }

  /// Signs with what the other software signed with, and remembers what it was shown.
  private record Replayed(AccountId account, Bytes signature, List<Bytes> shown)
      implements ExtrinsicSigner {
    static Replayed of(JsonNode recorded) {
      return new Replayed(
          new AccountId(bytes(recorded.path("publicKey").asText())),
          bytes(recorded.path("signature").asText()),
          new ArrayList<>());
    }

    @Override
    public Bytes sign(Bytes message) {
      shown.add(message);
      return signature;
    }
  }

  @ParameterizedTest
  @MethodSource("transactions")
  void transaction_isTheOneThatTheRuntimeTook(JsonNode recorded) {
    var signer = Replayed.of(recorded);
    var payload = bytes(recorded.path("payload").asText());

    for (var metadata : List.of(metadata14(218), metadata15(218), metadata14(343))) {
      var extrinsic =
          read(TransactionFormat.of(metadata))
              .sign(bytes(recorded.path("call").asText()), signing(recorded), signer);

      assertThat(extrinsic.hex()).isEqualTo(recorded.path("extrinsic").asText());
      assertThat(hex(extrinsic.hash())).isEqualTo(recorded.path("hash").asText());
      assertThat(signer.shown())
          .last()
          .isEqualTo(payload.length() > 256 ? Blake2b.hash256(payload) : payload);
    }
  }

  private static Signing signing(JsonNode recorded) {
    var versions =
        new Signing.Versions(
            RECORDED.path("specVersion").asLong(), RECORDED.path("transactionVersion").asLong());
    return new Signing(
        versions,
        GENESIS,
        era(recorded),
        bytes(recorded.path("eraHash").asText()),
        recorded.path("nonce").asLong(),
        Signing.Tip.NONE);
  }

  private static Era era(JsonNode recorded) {
    if (recorded.path("current").isNull()) {
      return new Era.Immortal();
    }
    int period = recorded.path("name").asText().equals("serve_axon") ? 8 : 64;
    var era = Era.Mortal.from(new BlockNumber(recorded.path("current").asLong()), period);
    assertThat(hex(era.bytes())).isEqualTo(recorded.path("era").asText());
    return era;
  }

  @ParameterizedTest
  @CsvSource({
    "set_weights, ''",
    "serve_axon, ''",
    "set_weights of 60, SubtensorModule.UidsLengthExceedUidsInSubNet",
    "commit_weights, SubtensorModule.CommitRevealDisabled",
    "reveal_weights, SubtensorModule.CommitRevealDisabled",
    "burned_register, SubtensorModule.HotKeyAlreadyRegisteredInSubNet",
  })
  void events_tellWhatBecameOfATransaction(String name, String failure) {
    var recorded =
        transactions().filter(one -> one.path("name").asText().equals(name)).findFirst().get();
    var metadata = metadata14(218);
    var events = read(BlockEvents.read(metadata, bytes(recorded.path("events").asText())));
    int index = recorded.path("index").asInt();

    assertThat(events.events())
        .extracting(event -> lowerFirst(event.pallet()) + "." + event.name())
        .containsExactlyElementsOf(
            StreamSupport.stream(recorded.path("human").spliterator(), false)
                .map(event -> event.get(1).asText())
                .toList());
    switch (events.outcome(index, metadata)) {
      case Succeeded() -> assertThat(failure).isEmpty();
      case Failed(var why) -> assertThat(why.toString()).isEqualTo(failure);
      case BlockEvents.Unknown() -> throw new AssertionError("no outcome");
    }
    assertThat(events.outcome(99, metadata)).isEqualTo(new BlockEvents.Unknown());
  }

  private static String lowerFirst(String text) {
    return Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }

  @Test
  void eventsOfWeights_haveTheirFields() {
    var recorded = transactions().findFirst().orElseThrow();
    var events = read(BlockEvents.read(metadata15(218), bytes(recorded.path("events").asText())));

    assertThat(events.of(1)).extracting(BlockEvents.Event::name).contains("WeightsSet");
    assertThat(BlockEvents.KEY.hex())
        .isEqualTo("0x26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7");
  }

  @Test
  void runtimesOfAllKinds_canBeSignedFor() {
    for (var metadata :
        List.of(metadata14(224), metadata15(233), metadata14(343), metadata15(343))) {
      assertThat(TransactionFormat.of(metadata)).isInstanceOf(ScaleResult.Read.class);
    }
  }

  @Test
  void extensionThatIsNotKnown_andHasBytes_isNotSigned() {
    var metadata = metadata15(343);
    var nonce =
        metadata.extrinsic().extensions().stream()
            .filter(extension -> extension.name().equals("CheckNonce"))
            .findFirst()
            .orElseThrow();
    var empty = new Extension("New", nonce.additional(), nonce.additional());
    var extra = new Extension("New", nonce.extra(), nonce.additional());
    var additional = new Extension("New", nonce.additional(), nonce.extra());
    var otherShape = new Extension("CheckGenesis", nonce.extra(), nonce.additional());

    assertThat(TransactionFormat.of(with(metadata, empty))).isInstanceOf(ScaleResult.Read.class);
    for (var extension : List.of(extra, additional, otherShape)) {
      assertThat(refusal(with(metadata, extension))).isEqualTo(Kind.INCONSISTENT);
    }
  }

  @Test
  void otherVersions_andMissingParts_areNotSigned() {
    var metadata = metadata15(343);
    var format = metadata.extrinsic();
    var five = new ExtrinsicFormat(5, format.address(), format.signature(), format.extensions());
    var swapped = new ExtrinsicFormat(4, format.signature(), format.address(), format.extensions());
    var bare = new ExtrinsicFormat(4, format.address(), format.signature(), List.of());

    assertThat(refusal(with(metadata, five))).isEqualTo(Kind.UNKNOWN_VERSION);
    assertThat(refusal(with(metadata, swapped))).isEqualTo(Kind.INCONSISTENT);
    assertThat(refusal(with(metadata, bare))).isEqualTo(Kind.ABSENT);
  }

  private static Metadata with(Metadata metadata, Extension more) {
    var format = metadata.extrinsic();
    var all = new ArrayList<>(format.extensions());
    all.add(more);
    return with(
        metadata, new ExtrinsicFormat(format.version(), format.address(), format.signature(), all));
  }

  private static Metadata with(Metadata metadata, ExtrinsicFormat format) {
    return new Metadata(
        metadata.version(), metadata.types(), metadata.pallets(), format, metadata.apis());
  }

  private static Kind refusal(Metadata metadata) {
    return switch (TransactionFormat.of(metadata)) {
      case ScaleResult.Read<TransactionFormat> _ -> throw new AssertionError("would be signed");
      case ScaleResult.Refused<TransactionFormat>(var why) -> why.kind();
    };
  }

  /// Period, current block, encoding, birth; the first two as the runtime's own tests have them.
  @ParameterizedTest
  @CsvSource({
    "64, 42, 0xa502, 42",
    "32768, 20000, 0x4e9c, 20000",
    "8, 8, 0x0200, 8",
    "8, 13, 0x5200, 13",
    "1, 7, 0x3100, 7",
    "100, 1000, 0x8606, 1000",
    "65536, 65559, 0x1f00, 65552",
    "1000000, 65559, 0x1f00, 65552",
  })
  void era_isWrittenWithItsPhase(int blocks, long current, String written, long birth) {
    var block = new BlockNumber(current);
    var era = Era.Mortal.from(block, blocks);

    assertThat(hex(era.bytes())).isEqualTo(written);
    assertThat(era.birth(block)).isEqualTo(new BlockNumber(birth));
    assertThat(hex(new Era.Immortal().bytes())).isEqualTo("0x00");
  }

  @Test
  void era_livesFromBeforeTheHead_forItsPeriod() {
    Seeds.check(
        2_000,
        random -> {
          var head = new BlockNumber(random.nextLong(100_000_000));
          int blocks = random.nextInt(4, 65_537);
          var era = Era.Mortal.from(head, blocks);

          assertThat(era.birth(head)).isLessThanOrEqualTo(head);
          assertThat(era.period()).isGreaterThanOrEqualTo(blocks);
          assertThat(era.death(head).value() - head.value())
              .isGreaterThan(era.period() - era.period() / 4_096 - 1L);
          var later = new BlockNumber(head.value() + random.nextInt(blocks / 2));
          assertThat(era.birth(later)).isEqualTo(era.birth(head));
        });
  }

  @Test
  void unboundTransactions_areNotMade() {
    var other = bytes("22".repeat(32));
    var versions = new Signing.Versions(1, 1);

    assertThatThrownBy(
            () -> new Signing(versions, GENESIS, new Era.Immortal(), other, 0, Signing.Tip.NONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Era.Mortal(12, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Era.Mortal(8, 8)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void failureThatTheMetadataDoesNotName_showsItsNumbers() {
    var recorded =
        transactions()
            .filter(one -> one.path("name").asText().equals("commit_weights"))
            .findFirst()
            .get();
    var changed = recorded.path("events").asText().replace("073a000000", "0bfe000000");
    var metadata = metadata14(218);
    var events = read(BlockEvents.read(metadata, bytes(changed)));

    assertThat(events.outcome(1, metadata))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> assertThat(failed.why().error()).isEqualTo(Label.of("error 254")));
  }
}
