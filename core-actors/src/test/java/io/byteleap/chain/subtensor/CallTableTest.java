package io.byteleap.chain.subtensor;

import static io.byteleap.fixture.ChainVectors.bytes;
import static io.byteleap.fixture.ChainVectors.hex;
import static io.byteleap.fixture.ChainVectors.metadata14;
import static io.byteleap.fixture.ChainVectors.metadata15;
import static io.byteleap.fixture.ChainVectors.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.chain.metadata.Metadata;
import io.byteleap.chain.metadata.Pallet;
import io.byteleap.chain.metadata.TypeDef.Variant;
import io.byteleap.chain.subtensor.SubtensorCall.BurnedRegister;
import io.byteleap.chain.subtensor.SubtensorCall.CommitCrv3Weights;
import io.byteleap.chain.subtensor.SubtensorCall.CommitTimelockedMechanismWeights;
import io.byteleap.chain.subtensor.SubtensorCall.CommitTimelockedWeights;
import io.byteleap.chain.subtensor.SubtensorCall.CommitWeights;
import io.byteleap.chain.subtensor.SubtensorCall.RevealWeights;
import io.byteleap.chain.subtensor.SubtensorCall.SealedWeights;
import io.byteleap.chain.subtensor.SubtensorCall.ServeAxon;
import io.byteleap.chain.subtensor.SubtensorCall.ServeAxonTls;
import io.byteleap.chain.subtensor.SubtensorCall.SetMechanismWeights;
import io.byteleap.chain.subtensor.SubtensorCall.SetWeights;
import io.byteleap.chain.subtensor.SubtensorCall.UidWeights;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.scale.ScaleResult;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class CallTableTest {
  private static final Netuid ONE = new Netuid(1);
  private static final UidWeights WEIGHTS = new UidWeights(List.of(1, 2), List.of(65_535, 32_768));
  private static final SealedWeights SEALED = new SealedWeights(bytes("abcd"), 1_000);
  private static final String HASH = "11".repeat(32);

  @Test
  void realRuntimes_haveTheKnownCalls() {
    for (var metadata :
        List.of(
            metadata14(218), metadata14(224), metadata15(233), metadata14(343), metadata15(343))) {
      var table = read(CallTable.of(metadata));

      assertThat(table.differences()).isEmpty();
      assertThat(table.isOffered("set_weights")).isTrue();
      assertThat(table.isOffered("serve_axon")).isTrue();
      assertThat(table.isOffered("commit_weights")).isTrue();
      assertThat(table.isOffered("reveal_weights")).isTrue();
    }
    assertThat(read(CallTable.of(metadata14(218))).isOffered("commit_timelocked_weights"))
        .isFalse();
    assertThat(read(CallTable.of(metadata14(224))).isOffered("commit_crv3_weights")).isTrue();
    assertThat(read(CallTable.of(metadata14(343))).isOffered("commit_crv3_weights")).isFalse();
    assertThat(read(CallTable.of(metadata14(343))).isOffered("commit_timelocked_weights")).isTrue();
    assertThat(read(CallTable.of(metadata14(343))).isOffered("set_mechanism_weights")).isTrue();
  }

  @Test
  void calls_areWrittenAsTheRuntimeReadsThem() {
    var old = read(CallTable.of(metadata14(224)));
    var table = read(CallTable.of(metadata14(343)));

    assertThat(written(table, new SetWeights(ONE, WEIGHTS, 0)))
        .isEqualTo("0x07000100080100020008ffff00800000000000000000");
    assertThat(written(table, ServeAxon.of(ONE, new Endpoint("1.2.3.4", 8_091))))
        .isEqualTo("0x07040100507b89000403020100000000000000000000000" + "09b1f04040000");
    assertThat(
            written(
                table,
                new ServeAxonTls(ServeAxon.of(ONE, new Endpoint("1.2.3.4", 8_091)), bytes("0102"))))
        .isEqualTo("0x07280100507b890004030201000000000000000000000000" + "9b1f04040000080102");
    assertThat(written(table, new BurnedRegister(ONE, new AccountId(bytes(HASH)))))
        .isEqualTo("0x07070100" + HASH);
    assertThat(written(table, new CommitWeights(ONE, bytes(HASH)))).isEqualTo("0x07600100" + HASH);
    assertThat(written(table, new RevealWeights(ONE, WEIGHTS, List.of(1, 2), 7)))
        .isEqualTo("0x07610100080100020008ffff008008010002000700000000000000");
    assertThat(written(old, new CommitCrv3Weights(ONE, SEALED)))
        .isEqualTo("0x0763010008abcde803000000000000");
    assertThat(written(table, new CommitTimelockedWeights(ONE, SEALED, 4)))
        .isEqualTo("0x0771010008abcde8030000000000000400");
    assertThat(written(table, new CommitTimelockedMechanismWeights(ONE, 0, SEALED, 4)))
        .isEqualTo("0x077601000008abcde8030000000000000400");
    assertThat(written(table, new SetMechanismWeights(ONE, 0, WEIGHTS, 9_010_000)))
        .isEqualTo("0x0777010000080100020008ffff0080507b890000000000");
  }

  @Test
  void callThatTheRuntimeLacks_isRefused() {
    var table = read(CallTable.of(metadata14(218)));

    assertThat(table.encode(new CommitTimelockedWeights(ONE, SEALED, 4)))
        .isInstanceOf(ScaleResult.Refused.class);
  }

  @Test
  void movedCall_isReported_andWrittenAsTheRuntimeHasIt() {
    var metadata = metadata14(343);
    var moved =
        read(CallTable.of(with(metadata, call -> new Variant(call.name(), 200, call.fields()))));

    assertThat(moved.differences())
        .anyMatch(text -> text.startsWith("set_weights is 7.200(") && text.contains("7.0("));
    assertThat(written(moved, new SetWeights(ONE, WEIGHTS, 0))).startsWith("0x07c80100");
  }

  @Test
  void callWithOtherArguments_isReported_andRefused() {
    var metadata = metadata14(343);
    var changed =
        read(
            CallTable.of(
                with(
                    metadata,
                    call -> new Variant(call.name(), call.index(), call.fields().reversed()))));

    assertThat(changed.differences()).isNotEmpty();
    assertThat(changed.encode(new SetWeights(ONE, WEIGHTS, 0)))
        .isInstanceOf(ScaleResult.Refused.class);
  }

  @Test
  void vector_becomesUidsAndWeights() {
    var vector =
        new Weights(
            new TreeMap<>(Map.of(new Uid(9), new Weight(1), new Uid(3), new Weight(65_535))));

    assertThat(UidWeights.of(vector)).isEqualTo(new UidWeights(List.of(3, 9), List.of(65_535, 1)));
    assertThatThrownBy(() -> new UidWeights(List.of(1), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SealedWeights(Bytes.copyOf(new byte[5_001]), 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CommitWeights(ONE, bytes("00")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Metadata with(Metadata metadata, UnaryOperator<Variant> change) {
    var pallets =
        metadata.pallets().stream()
            .map(
                pallet ->
                    new Pallet(
                        pallet.name(),
                        pallet.index(),
                        pallet.storage(),
                        pallet.calls().stream().map(change).toList(),
                        pallet.events(),
                        pallet.errors()))
            .toList();
    return new Metadata(
        metadata.version(), metadata.types(), pallets, metadata.extrinsic(), metadata.apis());
  }

  private static String written(CallTable table, SubtensorCall call) {
    return hex(read(table.encode(call)));
  }
}
