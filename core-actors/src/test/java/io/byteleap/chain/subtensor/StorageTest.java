package io.byteleap.chain.subtensor;

import static io.byteleap.fixture.ChainVectors.bytes;
import static io.byteleap.fixture.ChainVectors.metadata14;
import static io.byteleap.fixture.ChainVectors.metadata15;
import static io.byteleap.fixture.ChainVectors.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.ChainVectors;
import io.byteleap.scale.ScaleRefusal.Kind;
import io.byteleap.scale.ScaleResult;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Storage keys and values of real chains.
final class StorageTest {
  private static final Netuid ONE = new Netuid(1);
  private static final AccountId ALICE =
      account("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d");
  private static final AccountId BOB =
      account("8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48");

  static Stream<String> prefixes() {
    return ChainVectors.text("storage_prefixes.txt").lines().filter(line -> !line.isBlank());
  }

  @ParameterizedTest
  @MethodSource("prefixes")
  void prefix_ofAnItem_isTwoHashesOfNames(String line) {
    String[] parts = line.split("[. ]", -1);

    assertThat(StorageKey.of(parts[0], parts[1]).hex()).isEqualTo("0x" + parts[2]);
  }

  /// Keys and values that a runtime of version 218 really had, with the values in words.
  @Test
  void itemsOfARealChain_areFoundAndRead() {
    var subnet = SubtensorStorage.key(ONE);

    assertStored("networksAdded(1)", SubtensorStorage.NETWORKS_ADDED, true, subnet);
    assertStored("subnetworkN(1)", SubtensorStorage.SUBNETWORK_N, 3, subnet);
    assertStored("tempo(1)", SubtensorStorage.TEMPO, 100, subnet);
    assertStored("blocksSinceLastStep(1)", SubtensorStorage.BLOCKS_SINCE_LAST_STEP, 0L, subnet);
    assertStored("lastUpdate(1)", SubtensorStorage.LAST_UPDATE, List.of(0L, 2L, 5L), subnet);
    assertStored(
        "validatorPermit(1)", SubtensorStorage.VALIDATOR_PERMIT, List.of(true, true, true), subnet);
    assertStored("weightsVersionKey(1)", SubtensorStorage.WEIGHTS_VERSION_KEY, 0L, subnet);
    assertStored("weightsSetRateLimit(1)", SubtensorStorage.WEIGHTS_SET_RATE_LIMIT, 0L, subnet);
    assertStored("minAllowedWeights(1)", SubtensorStorage.MIN_ALLOWED_WEIGHTS, 0, subnet);
    assertStored("maxWeightsLimit(1)", SubtensorStorage.MAX_WEIGHTS_LIMIT, 65_535, subnet);
    assertStored(
        "commitRevealWeightsEnabled(1)",
        SubtensorStorage.COMMIT_REVEAL_WEIGHTS_ENABLED,
        false,
        subnet);
    assertStored("revealPeriodEpochs(1)", SubtensorStorage.REVEAL_PERIOD_EPOCHS, 1L, subnet);
    assertStored("servingRateLimit(1)", SubtensorStorage.SERVING_RATE_LIMIT, 50L, subnet);
    assertStored("system.number", SubtensorStorage.BLOCK_NUMBER, 10L);
    assertStored("timestamp.now", SubtensorStorage.NOW, 1_795_654_626_375L);
    assertStored("system.account", SubtensorStorage.ACCOUNT_NONCE, 6L, SubtensorStorage.key(ALICE));
  }

  @Test
  void itemsOfNeurons_areFoundAndRead() {
    var subnet = SubtensorStorage.key(ONE);
    var uid1 = SubtensorStorage.key16(1);
    String alice = ALICE.address().value();
    String bob = BOB.address().value();

    assertStored("uids(1," + alice + ")", SubtensorStorage.UIDS, 2, subnet, ALICE.key());
    assertStored("keys(1,1)", SubtensorStorage.KEYS, BOB, subnet, uid1);
    assertStored("weights(1,1)", SubtensorStorage.WEIGHTS, List.of(), subnet, uid1);
    var axon = stored("axons(1," + bob + ")", SubtensorStorage.AXONS, subnet, BOB.key());
    assertThat(axon.endpoint()).isEqualTo(new Endpoint("1.2.3.4", 8_091));
    assertThat(SubtensorCall.ServeAxon.of(ONE, axon.endpoint()).isShownBy(axon)).isTrue();
    assertThat(SubtensorCall.ServeAxon.of(ONE, new Endpoint("1.2.3.4", 1)).isShownBy(axon))
        .isFalse();
    assertAbsent("axons(1," + alice + ")", SubtensorStorage.AXONS, subnet, ALICE.key());
    assertAbsent(
        "weightCommits(1," + alice + ")", SubtensorStorage.WEIGHT_COMMITS, subnet, ALICE.key());
  }

  /// Calls that the existing software really made.
  @Test
  void recordedCalls_areTheSameKeysAndValues() {
    var on23 = SubtensorStorage.key(new Netuid(23));
    var recorded = ChainVectors.json("chain/recorded_rpc_bt1020.json");

    assertThat(recorded(recorded, "tempo", SubtensorStorage.TEMPO.key(on23)))
        .satisfies(value -> assertThat(SubtensorStorage.TEMPO.read(value)).isEqualTo(is(1_000)));
    assertThat(recorded(recorded, "max_weight_limit", SubtensorStorage.MAX_WEIGHTS_LIMIT.key(on23)))
        .satisfies(
            value ->
                assertThat(SubtensorStorage.MAX_WEIGHTS_LIMIT.read(value)).isEqualTo(is(65_535)));
    assertThat(
            recorded(
                recorded, "min_allowed_weights", SubtensorStorage.MIN_ALLOWED_WEIGHTS.key(on23)))
        .satisfies(
            value -> assertThat(SubtensorStorage.MIN_ALLOWED_WEIGHTS.read(value)).isEqualTo(is(1)));
    var updates =
        recorded(
            recorded,
            "blocks_since_last_update",
            SubtensorStorage.LAST_UPDATE.key(SubtensorStorage.key(ONE)));
    assertThat(read(SubtensorStorage.LAST_UPDATE.read(updates))).hasSize(1_024);
    String mechanisms = SubtensorStorage.MECHANISM_COUNT.key(SubtensorStorage.key(ONE)).hex();
    assertThat(recorded.path("metagraph").path("state_getStorageAt").toString())
        .contains(mechanisms);
  }

  @Test
  void neededItems_areInEveryRuntime_asTheyAreRead() {
    for (var metadata :
        List.of(metadata14(218), metadata14(224), metadata15(233), metadata14(343))) {
      assertThat(read(SubtensorStorage.differences(metadata))).isEmpty();
    }
    var newest = metadata15(343);
    for (var item :
        List.of(
            SubtensorStorage.TIMELOCKED_WEIGHT_COMMITS,
            SubtensorStorage.WEIGHT_COMMITS,
            SubtensorStorage.COMMIT_REVEAL_WEIGHTS_VERSION,
            SubtensorStorage.MECHANISM_COUNT,
            SubtensorStorage.STAKE_THRESHOLD,
            SubtensorStorage.LAST_STORED_ROUND,
            SubtensorStorage.ACCOUNT_NONCE,
            SubtensorStorage.KEYS,
            SubtensorStorage.WEIGHTS)) {
      assertThat(item.difference(newest)).isEmpty();
    }
  }

  @Test
  void defaults_comeFromTheRuntime() {
    assertThat(read(SubtensorStorage.COMMIT_REVEAL_WEIGHTS_ENABLED.absent(metadata15(233))))
        .isFalse();
    assertThat(read(SubtensorStorage.COMMIT_REVEAL_WEIGHTS_ENABLED.absent(metadata15(343))))
        .isTrue();
    assertThat(read(SubtensorStorage.COMMIT_REVEAL_WEIGHTS_VERSION.absent(metadata15(343))))
        .isEqualTo(4);
  }

  @Test
  void differentItem_isReported() {
    var otherKeys =
        new StorageItem<>("SubtensorModule", "Tempo", List.of(), "u16", reader -> reader.u16());
    var otherValue =
        new StorageItem<>(
            "SubtensorModule", "Tempo", SubtensorStorage.TEMPO.hashers(), "u64", r -> r.u64());

    assertThat(otherKeys.difference(metadata14(343))).isPresent();
    assertThat(otherValue.difference(metadata14(343)))
        .contains("SubtensorModule.Tempo holds u16 instead of u64");
    assertThat(SubtensorStorage.LAST_EPOCH_BLOCK.difference(metadata14(343)))
        .contains("SubtensorModule.LastEpochBlock is missing");
    assertThatThrownBy(() -> SubtensorStorage.TEMPO.key())
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static <V> void assertStored(String name, StorageItem<V> item, V value, Bytes... keys) {
    assertThat(stored(name, item, keys)).as(name).isEqualTo(value);
  }

  private static <V> V stored(String name, StorageItem<V> item, Bytes... keys) {
    var entry = entry(name, item, keys);
    return read(
        entry.path("value").isNull()
            ? item.absent(metadata14(218))
            : item.read(bytes(entry.path("value").asText())));
  }

  private static <V> void assertAbsent(String name, StorageItem<V> item, Bytes... keys) {
    assertThat(entry(name, item, keys).path("value").isNull()).isTrue();
    assertThat(item.absent(metadata14(218)))
        .isInstanceOfSatisfying(
            ScaleResult.Refused.class,
            refused -> assertThat(refused.why().kind()).isEqualTo(Kind.ABSENT));
  }

  private static <V> JsonNode entry(String name, StorageItem<V> item, Bytes... keys) {
    var entry = ChainVectors.json("chain/runtime_spec218.json").path("storage").path(name);
    assertThat(item.key(keys).hex()).isEqualTo(entry.path("key").asText());
    return entry;
  }

  private static Bytes recorded(JsonNode recorded, String test, StorageKey key) {
    for (var call : recorded.path(test).path("state_getStorageAt").properties()) {
      if (call.getKey().contains("\"" + key.hex() + "\"")) {
        return bytes(call.getValue().path("result").asText());
      }
    }
    throw new AssertionError("never asked for " + key);
  }

  private static ScaleResult<Integer> is(int value) {
    return new ScaleResult.Read<>(value);
  }

  private static AccountId account(String hex) {
    return new AccountId(bytes(hex));
  }
}
