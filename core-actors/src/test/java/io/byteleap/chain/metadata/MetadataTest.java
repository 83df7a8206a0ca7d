package io.byteleap.chain.metadata;

import static io.byteleap.fixture.ChainVectors.hex;
import static io.byteleap.fixture.ChainVectors.metadata14;
import static io.byteleap.fixture.ChainVectors.metadata15;
import static io.byteleap.fixture.ChainVectors.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.metadata.ExtrinsicFormat.Extension;
import io.byteleap.chain.metadata.TypeDef.Variant;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Fuzz;
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleRefusal.Kind;
import io.byteleap.scale.ScaleResult;
import io.byteleap.scale.ScaleWriter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Metadata of real runtimes, read to the last byte, and small ones made by hand.
final class MetadataTest {
  private static final Bytes REAL = hex("chain/metadata_v15_spec343_optionopaque.hex");

  @ParameterizedTest
  @ValueSource(ints = {218, 224, 343})
  void version14_ofRealRuntimes_isReadToTheLastByte(int spec) {
    var metadata = metadata14(spec);

    assertThat(metadata.version()).isEqualTo(14);
    assertThat(metadata.apis()).isEmpty();
    assertSubtensor(metadata);
  }

  @ParameterizedTest
  @ValueSource(ints = {218, 233, 343})
  void version15_ofRealRuntimes_isReadToTheLastByte(int spec) {
    var metadata = metadata15(spec);

    assertThat(metadata.version()).isEqualTo(15);
    assertThat(metadata.api("NeuronInfoRuntimeApi", "get_neurons_lite")).isPresent();
    assertSubtensor(metadata);
  }

  private static void assertSubtensor(Metadata metadata) {
    var pallet = metadata.pallet("SubtensorModule").orElseThrow();
    assertThat(pallet.index()).isEqualTo(7);
    assertThat(metadata.pallet(7)).contains(pallet);
    assertThat(pallet.call("set_weights")).map(Variant::index).contains(0);
    assertThat(pallet.call("set_weights").orElseThrow().fields())
        .extracting(field -> field.name() + ": " + metadata.types().shape(field.type()))
        .containsExactly("netuid: u16", "dests: Vec<u16>", "weights: Vec<u16>", "version_key: u64");
    var tempo = metadata.storage("SubtensorModule", "Tempo").orElseThrow();
    assertThat(tempo.hashers()).containsExactly(Hasher.IDENTITY);
    assertThat(metadata.types().shape(tempo.value())).isEqualTo("u16");
    assertThat(tempo.absent()).isInstanceOf(StorageEntry.Default.class);
    assertThat(metadata.extrinsic().version()).isEqualTo(4);
  }

  @Test
  void bothVersions_ofOneRuntime_sayTheSame() {
    var old = metadata14(343);
    var newer = metadata15(343);

    assertThat(newer.pallets())
        .extracting(Pallet::name)
        .containsExactlyElementsOf(old.pallets().stream().map(Pallet::name).toList());
    assertThat(newer.extrinsic().extensions())
        .extracting(Extension::name)
        .containsExactlyElementsOf(
            old.extrinsic().extensions().stream().map(Extension::name).toList());
    assertThat(newer.types().shape(newer.extrinsic().address())).isEqualTo("enum MultiAddress");
    assertThat(old.types().shape(old.extrinsic().address())).isEqualTo("enum MultiAddress");
    assertThat(old.types().shape(old.extrinsic().signature())).isEqualTo("enum MultiSignature");
  }

  @Test
  void errors_haveTheirNames() {
    var pallet = metadata14(218).pallet(7).orElseThrow();

    assertThat(pallet.error(0x5e)).map(Variant::name).contains("RevealTooEarly");
    assertThat(pallet.error(0x39)).map(Variant::name).contains("CommitRevealEnabled");
    assertThat(pallet.error(255)).isEmpty();
  }

  @Test
  void emptyTypes_areEmpty() {
    var metadata = metadata15(343);
    var extensions = metadata.extrinsic().extensions();

    assertThat(extensions)
        .filteredOn(extension -> extension.name().equals("DrandPriority"))
        .singleElement()
        .satisfies(
            extension -> {
              assertThat(metadata.types().isEmpty(extension.extra())).isTrue();
              assertThat(metadata.types().isEmpty(extension.additional())).isTrue();
            });
    assertThat(extensions)
        .filteredOn(extension -> extension.name().equals("CheckNonce"))
        .allMatch(extension -> !metadata.types().isEmpty(extension.extra()));
  }

  @Test
  void damagedMetadata_isRefusedByName() {
    byte[] bytes = hex("chain/metadata_v14_spec218.hex").toArray();

    assertThat(refusal(Bytes.ofText("nope, this is no metadata"))).isEqualTo(Kind.WRONG_MAGIC);
    assertThat(refusal(changed(bytes, 4, 16))).isEqualTo(Kind.UNKNOWN_VERSION);
    assertThat(refusal(Bytes.copyOf(Arrays.copyOf(bytes, bytes.length - 1))))
        .isIn(Kind.TRUNCATED, Kind.COUNT_TOO_LARGE);
    assertThat(refusal(Bytes.copyOf(Arrays.copyOf(bytes, bytes.length + 1))))
        .isEqualTo(Kind.TRAILING_BYTES);
    assertThat(refusal(Bytes.copyOf(new byte[0]))).isEqualTo(Kind.TRUNCATED);
    assertThat(kind(Metadata.readOptional(Bytes.copyOf(new byte[] {0})))).isEqualTo(Kind.ABSENT);
  }

  @Test
  void handMade_isRead_andItsDamageRefusedByName() {
    assertThat(read(Metadata.read(small(SmallTypes.ALL))).types().types()).hasSize(8);
    assertThat(refusal(small(SmallTypes.OUT_OF_PLACE))).isEqualTo(Kind.INCONSISTENT);
    assertThat(refusal(small(SmallTypes.UNKNOWN_TYPE))).isEqualTo(Kind.UNKNOWN_TYPE);
    assertThat(refusal(small(SmallTypes.UNKNOWN_KIND))).isEqualTo(Kind.UNKNOWN_VARIANT);
    assertThat(refusal(small(SmallTypes.UNKNOWN_PRIMITIVE))).isEqualTo(Kind.UNKNOWN_VARIANT);
  }

  @Test
  void typesWithoutEnd_endInARefusal() {
    var types = read(Metadata.read(small(SmallTypes.ENDLESS))).types();
    var endless = new TypeId(0);
    var wide = new TypeId(40);

    assertThat(kind(ScaleResult.of(() -> types.shape(endless)))).isEqualTo(Kind.TOO_DEEP);
    assertThat(kind(value(types, endless, new byte[10]))).isEqualTo(Kind.TOO_DEEP);
    assertThat(kind(ScaleResult.of(() -> types.shape(wide)))).isIn(Kind.TOO_DEEP, Kind.TOO_MANY);
    assertThat(kind(value(types, wide, new byte[10]))).isEqualTo(Kind.TOO_MANY);
  }

  private static ScaleResult<Value> value(TypeRegistry types, TypeId id, byte[] bytes) {
    return ScaleResult.of(() -> ValueReader.read(types, id, ScaleReader.of(Bytes.copyOf(bytes))));
  }

  @Test
  void handMade_anyMutant_isReadOrRefused() {
    Fuzz.bytes(
        List.of(small(SmallTypes.ALL).toArray(), small(SmallTypes.ENDLESS).toArray()),
        mutant -> Metadata.read(Bytes.copyOf(mutant)).map(MetadataTest::useEverything));
  }

  @Test
  void realMetadata_mutants_areReadOrRefused() {
    var corpus = List.of(REAL.toArray());
    for (int seed = 0; seed < 60; seed++) {
      var result = Metadata.readOptional(Bytes.copyOf(Fuzz.mutant(corpus, seed)));
      assertThat(result).isNotNull();
    }
  }

  /// Asks about the first and the last type; what the answers are does not matter.
  private static int useEverything(Metadata metadata) {
    int shown = 0;
    for (int id : new int[] {0, metadata.types().types().size() - 1}) {
      var type = new TypeId(id);
      shown += ScaleResult.of(() -> metadata.types().shape(type)).hashCode();
      shown += value(metadata.types(), type, new byte[64]).hashCode();
    }
    return shown;
  }

  private static Bytes small(byte[] types) {
    return new ScaleWriter()
        .raw(Bytes.ofText("meta"))
        .u8(14)
        .raw(types)
        .raw(SmallTypes.REST)
        .toBytes();
  }

  private static Bytes changed(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return Bytes.copyOf(changed);
  }

  private static Kind refusal(Bytes bytes) {
    return kind(Metadata.read(bytes));
  }

  private static <T> Kind kind(ScaleResult<T> result) {
    return switch (result) {
      case ScaleResult.Read<T>(var value) -> throw new AssertionError("read " + value);
      case ScaleResult.Refused<T>(var why) -> why.kind();
    };
  }
}
