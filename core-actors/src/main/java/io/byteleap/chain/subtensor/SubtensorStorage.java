package io.byteleap.chain.subtensor;

import static io.byteleap.chain.metadata.Hasher.BLAKE2_128_CONCAT;
import static io.byteleap.chain.metadata.Hasher.IDENTITY;
import static io.byteleap.chain.metadata.Hasher.TWOX_64_CONCAT;

import io.byteleap.chain.metadata.Hasher;
import io.byteleap.chain.metadata.Metadata;
import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleResult;
import io.byteleap.scale.ScaleWriter;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// The items of the chain's storage that a node reads. Unless said otherwise their one key is the
/// subnet: `TEMPO.key(SubtensorStorage.key(netuid))`.
public final class SubtensorStorage {
  private static final String SUBTENSOR = "SubtensorModule";
  private static final String U16 = "u16";
  private static final String U64 = "u64";
  private static final String FLAG = "bool";

  public static final StorageItem<Boolean> NETWORKS_ADDED =
      perSubnet("NetworksAdded", FLAG, ScaleReader::flag);
  public static final StorageItem<Integer> SUBNETWORK_N =
      perSubnet("SubnetworkN", U16, ScaleReader::u16);
  public static final StorageItem<Integer> TEMPO = perSubnet("Tempo", U16, ScaleReader::u16);
  public static final StorageItem<Long> BLOCKS_SINCE_LAST_STEP =
      perSubnet("BlocksSinceLastStep", U64, ScaleReader::u63);

  /// Keys: subnet, account. Absent: no neuron of this subnet.
  public static final StorageItem<Integer> UIDS =
      item("Uids", List.of(IDENTITY, BLAKE2_128_CONCAT), U16, ScaleReader::u16);

  /// Keys: subnet, uid.
  public static final StorageItem<AccountId> KEYS =
      item("Keys", List.of(IDENTITY, IDENTITY), "[u8; 32]", AccountId::read);

  /// Keys: subnet, account. Absent: serves nowhere.
  public static final StorageItem<AxonInfo> AXONS =
      item(
          "Axons",
          List.of(IDENTITY, BLAKE2_128_CONCAT),
          "(u64, u32, u128, u16, u8, u8, u8, u8)",
          AxonInfo::read);

  /// Keys: subnet, uid.
  public static final StorageItem<List<WeightOf>> WEIGHTS =
      item(
          "Weights",
          List.of(IDENTITY, IDENTITY),
          "Vec<(u16, u16)>",
          reader -> reader.list(4, pair -> new WeightOf(pair.u16(), pair.u16())));

  /// Blocks of the last weights, by uid.
  public static final StorageItem<List<Long>> LAST_UPDATE =
      perSubnet("LastUpdate", "Vec<u64>", reader -> reader.list(8, ScaleReader::u63));
  public static final StorageItem<List<Boolean>> VALIDATOR_PERMIT =
      perSubnet("ValidatorPermit", "Vec<bool>", Lists::flags);
  public static final StorageItem<Long> WEIGHTS_VERSION_KEY =
      perSubnet("WeightsVersionKey", U64, ScaleReader::u64);
  public static final StorageItem<Long> WEIGHTS_SET_RATE_LIMIT =
      perSubnet("WeightsSetRateLimit", U64, ScaleReader::u63);
  public static final StorageItem<Integer> MIN_ALLOWED_WEIGHTS =
      perSubnet("MinAllowedWeights", U16, ScaleReader::u16);
  public static final StorageItem<Integer> MAX_WEIGHTS_LIMIT =
      perSubnet("MaxWeightsLimit", U16, ScaleReader::u16);
  public static final StorageItem<Boolean> COMMIT_REVEAL_WEIGHTS_ENABLED =
      perSubnet("CommitRevealWeightsEnabled", FLAG, ScaleReader::flag);
  public static final StorageItem<Long> REVEAL_PERIOD_EPOCHS =
      item("RevealPeriodEpochs", List.of(TWOX_64_CONCAT), U64, ScaleReader::u63);
  public static final StorageItem<Long> SERVING_RATE_LIMIT =
      perSubnet("ServingRateLimit", U64, ScaleReader::u63);

  /// Without key.
  public static final StorageItem<Long> STAKE_THRESHOLD =
      item("StakeThreshold", List.of(), U64, ScaleReader::u63);
  public static final StorageItem<Integer> MECHANISM_COUNT =
      item("MechanismCountCurrent", List.of(TWOX_64_CONCAT), "u8", ScaleReader::u8);

  /// Without key.
  public static final StorageItem<Integer> COMMIT_REVEAL_WEIGHTS_VERSION =
      item("CommitRevealWeightsVersion", List.of(), U16, ScaleReader::u16);

  /// Keys: subnet, epoch (u64). What is sealed and not yet opened.
  public static final StorageItem<List<SealedCommit>> TIMELOCKED_WEIGHT_COMMITS =
      item(
          "TimelockedWeightCommits",
          List.of(TWOX_64_CONCAT, TWOX_64_CONCAT),
          "Vec<([u8; 32], u64, Vec<u8>, u64)>",
          reader -> reader.list(49, SealedCommit::read));

  /// Keys: subnet, account. Absent: nothing committed.
  public static final StorageItem<List<HashCommit>> WEIGHT_COMMITS =
      item(
          "WeightCommits",
          List.of(TWOX_64_CONCAT, TWOX_64_CONCAT),
          "Vec<([u8; 32], u64, u64, u64)>",
          reader -> reader.list(56, HashCommit::read));

  /// Of runtimes whose epochs are not a plain multiple of the tempo, like the next two.
  public static final StorageItem<Long> LAST_EPOCH_BLOCK =
      perSubnet("LastEpochBlock", U64, ScaleReader::u63);
  public static final StorageItem<Long> SUBNET_EPOCH_INDEX =
      perSubnet("SubnetEpochIndex", U64, ScaleReader::u63);
  public static final StorageItem<Long> PENDING_EPOCH_AT =
      perSubnet("PendingEpochAt", U64, ScaleReader::u63);

  /// Without key: the head's number.
  public static final StorageItem<Long> BLOCK_NUMBER =
      new StorageItem<>("System", "Number", List.of(), "u32", ScaleReader::u32);

  /// Without key: milliseconds since 1970.
  public static final StorageItem<Long> NOW =
      new StorageItem<>("Timestamp", "Now", List.of(), U64, ScaleReader::u63);

  /// Without key: the newest round of the randomness beacon that the chain knows.
  public static final StorageItem<Long> LAST_STORED_ROUND =
      new StorageItem<>("Drand", "LastStoredRound", List.of(), U64, ScaleReader::u63);

  /// Key: account. Its nonce, the number of transactions that it has sent.
  public static final StorageItem<Long> ACCOUNT_NONCE =
      new StorageItem<>(
          "System",
          "Account",
          List.of(BLAKE2_128_CONCAT),
          "(u32, u32, u32, u32, (u64, u64, u64, u128))",
          SubtensorStorage::nonce);

  private static final int ACCOUNT_BYTES_AFTER_NONCE = 3 * 4 + 3 * 8 + 16;

  private SubtensorStorage() {}

  public record WeightOf(int uid, int weight) {}

  /// Weights that open at a round of the beacon.
  public record SealedCommit(AccountId account, long block, Bytes commit, long round) {
    private static SealedCommit read(ScaleReader reader) {
      return new SealedCommit(AccountId.read(reader), reader.u63(), reader.bytes(), reader.u63());
    }
  }

  /// A hash of weights, and when it may be opened.
  public record HashCommit(Bytes hash, long block, long revealFrom, long revealUntil) {
    private static HashCommit read(ScaleReader reader) {
      return new HashCommit(reader.raw(32), reader.u63(), reader.u63(), reader.u63());
    }
  }

  public static Bytes key(Netuid netuid) {
    return key16(netuid.value());
  }

  public static Bytes key(AccountId account) {
    return account.key();
  }

  /// A uid as a key.
  public static Bytes key16(int number) {
    return new ScaleWriter().u16(number).toBytes();
  }

  /// An epoch as a key.
  public static Bytes key64(long number) {
    return new ScaleWriter().u64(number).toBytes();
  }

  /// Items that every runtime of today has, and that are read to set weights or to serve.
  public static List<StorageItem<?>> needed() {
    return List.of(
        NETWORKS_ADDED,
        SUBNETWORK_N,
        TEMPO,
        UIDS,
        AXONS,
        LAST_UPDATE,
        VALIDATOR_PERMIT,
        WEIGHTS_VERSION_KEY,
        WEIGHTS_SET_RATE_LIMIT,
        MIN_ALLOWED_WEIGHTS,
        MAX_WEIGHTS_LIMIT,
        COMMIT_REVEAL_WEIGHTS_ENABLED,
        REVEAL_PERIOD_EPOCHS,
        SERVING_RATE_LIMIT,
        BLOCK_NUMBER,
        NOW);
  }

  /// How the runtime's storage differs from what is read here. Refused: types that cannot be shown.
  public static ScaleResult<List<String>> differences(Metadata metadata) {
    return ScaleResult.of(
        () -> needed().stream().flatMap(item -> differs(item, metadata)).toList());
  }

  private static Stream<String> differs(StorageItem<?> item, Metadata metadata) {
    return item.difference(metadata).stream();
  }

  private static long nonce(ScaleReader reader) {
    long nonce = reader.u32();
    reader.skip(ACCOUNT_BYTES_AFTER_NONCE);
    return nonce;
  }

  private static <V> StorageItem<V> perSubnet(
      String name, String shape, Function<ScaleReader, V> reader) {
    return item(name, List.of(IDENTITY), shape, reader);
  }

  private static <V> StorageItem<V> item(
      String name, List<Hasher> hashers, String shape, Function<ScaleReader, V> reader) {
    return new StorageItem<>(SUBTENSOR, name, hashers, shape, reader);
  }
}
