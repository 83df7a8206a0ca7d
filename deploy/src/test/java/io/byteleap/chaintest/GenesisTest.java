package io.byteleap.chaintest;

import static io.byteleap.fixture.ChainVectors.bytes;
import static io.byteleap.fixture.ChainVectors.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.byteleap.chain.metadata.Metadata;
import io.byteleap.chain.metadata.StorageEntry;
import io.byteleap.chain.metadata.ValueWriter;
import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.chain.subtensor.StorageItem;
import io.byteleap.chain.subtensor.StorageKey;
import io.byteleap.chain.subtensor.SubtensorStorage;
import io.byteleap.fixture.ChainVectors;
import io.byteleap.house.Sources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// The first state of the chain that the chain's test starts from: a runtime, and what it stores.
final class GenesisTest {
  /// Keys that belong to no pallet, in hexadecimal digits: ":code", ":ethereum_schema",
  /// ":extrinsic_index".
  private static final String RUNTIME = "0x3a636f6465";
  private static final List<String> OF_NO_PALLET =
      List.of(RUNTIME, "0x3a657468657265756d5f736368656d61", "0x3a65787472696e7369635f696e646578");
  private static final String RUNTIME_PACKED = "0x52bc537646db8e05";

  /// How the version of a pallet's storage is kept, behind the pallet's own prefix.
  private static final String STORAGE_VERSION = "4e7b9012096b41c4eb3aaf947f6ea429";

  private static final int PALLET_LENGTH = 2 + 32;

  private static final JsonNode GENESIS = genesis();
  private static final Metadata METADATA = ChainVectors.metadata14(218);

  private static JsonNode genesis() {
    var file = Sources.ROOT.resolve("deploy/subtensor/genesis-spec218.json.gz");
    try (var in = new GZIPInputStream(Files.newInputStream(file))) {
      return new JsonMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode top() {
    return GENESIS.path("genesis").path("raw").path("top");
  }

  @Test
  void everyValue_isReadByTheTypeOfItsItem() {
    int read = 0;
    int versions = 0;
    for (Map.Entry<String, JsonNode> pair : top().properties()) {
      var value = bytes(pair.getValue().asText());
      if (pair.getKey().startsWith(STORAGE_VERSION, PALLET_LENGTH)) {
        assertThat(value.length()).isEqualTo(2);
        versions++;
      } else if (!OF_NO_PALLET.contains(pair.getKey())) {
        var entry = entry(pair.getKey());
        assertThat(entry).as(pair.getKey()).isPresent();
        assertThat(ValueWriter.reread(METADATA.types(), entry.orElseThrow().value(), value))
            .isNotNull();
        read++;
      }
    }

    assertThat(top().path(RUNTIME).asText()).startsWith(RUNTIME_PACKED);
    assertThat(read).isEqualTo(272);
    assertThat(versions).isEqualTo(26);
    assertThat(top()).hasSize(read + versions + OF_NO_PALLET.size());
  }

  private static Optional<StorageEntry> entry(String key) {
    return METADATA.pallets().stream()
        .flatMap(
            pallet ->
                pallet.storage().stream()
                    .filter(
                        item -> key.startsWith(StorageKey.of(pallet.name(), item.name()).hex())))
        .findFirst();
  }

  @Test
  void subnets_areTheTwoThatTheChainsTestCountsOn() {
    assertThat(GENESIS.path("properties").path("ss58Format").asInt()).isEqualTo(42);
    for (int netuid = 0; netuid < 2; netuid++) {
      assertThat(stored(SubtensorStorage.NETWORKS_ADDED, netuid)).isEqualTo(true);
      assertThat(stored(SubtensorStorage.MAX_WEIGHTS_LIMIT, netuid)).isEqualTo(65_535);
    }
    assertThat(top().has(key(SubtensorStorage.NETWORKS_ADDED, 2))).isFalse();
  }

  private static <V> V stored(StorageItem<V> item, int netuid) {
    return read(item.read(bytes(top().path(key(item, netuid)).asText())));
  }

  private static String key(StorageItem<?> item, int netuid) {
    return item.key(SubtensorStorage.key(new Netuid(netuid))).hex();
  }
}
