package io.byteleap.chain.subtensor;

import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A field of a metagraph: its number and name, and how it is read.
///
/// Numbers of 64 bits are those bits; amounts are rao, shares are of 65,535; the last fields are
/// lists with one item for each uid. Source: subtensor, `rpc_info/metagraph.rs`.
public record MetagraphField<T>(int index, String name, Function<ScaleReader, T> reader) {
  private static final List<MetagraphField<?>> FIELDS = new ArrayList<>();

  private static final int SUBNET_IDENTITY_TEXTS = 8;
  private static final int IDENTITY_TEXTS = 7;
  private static final double FRACTION_ONE = 0x1p32;

  /// An amount of rao that belongs to an account.
  public record Amount(AccountId account, long rao) {}

  /// What an account has written down for all to see.
  public record Commitment(AccountId account, Bytes bytes) {}

  public static final MetagraphField<Long> NETUID = next("netuid", ScaleReader::compact);
  public static final MetagraphField<String> NAME = next("name", Lists::wideText);
  public static final MetagraphField<String> SYMBOL = next("symbol", Lists::wideText);
  public static final MetagraphField<Optional<List<Bytes>>> IDENTITY =
      next("identity", MetagraphField::subnetIdentity);
  public static final MetagraphField<Long> NETWORK_REGISTERED_AT =
      next("network_registered_at", ScaleReader::compact);
  public static final MetagraphField<AccountId> OWNER_HOTKEY =
      next("owner_hotkey", AccountId::read);
  public static final MetagraphField<AccountId> OWNER_COLDKEY =
      next("owner_coldkey", AccountId::read);
  public static final MetagraphField<Long> BLOCK = next("block", ScaleReader::compact);
  public static final MetagraphField<Long> TEMPO = next("tempo", ScaleReader::compact);
  public static final MetagraphField<Long> LAST_STEP = next("last_step", ScaleReader::compact);
  public static final MetagraphField<Long> BLOCKS_SINCE_LAST_STEP =
      next("blocks_since_last_step", ScaleReader::compact);
  public static final MetagraphField<Long> SUBNET_EMISSION =
      next("subnet_emission", ScaleReader::compact);
  public static final MetagraphField<Long> ALPHA_IN = next("alpha_in", ScaleReader::compact);
  public static final MetagraphField<Long> ALPHA_OUT = next("alpha_out", ScaleReader::compact);
  public static final MetagraphField<Long> TAO_IN = next("tao_in", ScaleReader::compact);
  public static final MetagraphField<Long> ALPHA_OUT_EMISSION =
      next("alpha_out_emission", ScaleReader::compact);
  public static final MetagraphField<Long> ALPHA_IN_EMISSION =
      next("alpha_in_emission", ScaleReader::compact);
  public static final MetagraphField<Long> TAO_IN_EMISSION =
      next("tao_in_emission", ScaleReader::compact);
  public static final MetagraphField<Long> PENDING_ALPHA_EMISSION =
      next("pending_alpha_emission", ScaleReader::compact);
  public static final MetagraphField<Long> PENDING_ROOT_EMISSION =
      next("pending_root_emission", ScaleReader::compact);
  public static final MetagraphField<BigInteger> SUBNET_VOLUME =
      next("subnet_volume", ScaleReader::compactBig);
  public static final MetagraphField<Double> MOVING_PRICE =
      next("moving_price", MetagraphField::price);
  public static final MetagraphField<Long> RHO = next("rho", ScaleReader::compact);
  public static final MetagraphField<Long> KAPPA = next("kappa", ScaleReader::compact);
  public static final MetagraphField<Long> MIN_ALLOWED_WEIGHTS =
      next("min_allowed_weights", ScaleReader::compact);
  public static final MetagraphField<Long> MAX_WEIGHTS_LIMIT =
      next("max_weights_limit", ScaleReader::compact);
  public static final MetagraphField<Long> WEIGHTS_VERSION =
      next("weights_version", ScaleReader::compact);
  public static final MetagraphField<Long> WEIGHTS_RATE_LIMIT =
      next("weights_rate_limit", ScaleReader::compact);
  public static final MetagraphField<Long> ACTIVITY_CUTOFF =
      next("activity_cutoff", ScaleReader::compact);
  public static final MetagraphField<Long> MAX_VALIDATORS =
      next("max_validators", ScaleReader::compact);
  public static final MetagraphField<Long> NUM_UIDS = next("num_uids", ScaleReader::compact);
  public static final MetagraphField<Long> MAX_UIDS = next("max_uids", ScaleReader::compact);
  public static final MetagraphField<Long> BURN = next("burn", ScaleReader::compact);
  public static final MetagraphField<Long> DIFFICULTY = next("difficulty", ScaleReader::compact);
  public static final MetagraphField<Boolean> REGISTRATION_ALLOWED =
      next("registration_allowed", ScaleReader::flag);
  public static final MetagraphField<Boolean> POW_REGISTRATION_ALLOWED =
      next("pow_registration_allowed", ScaleReader::flag);
  public static final MetagraphField<Long> IMMUNITY_PERIOD =
      next("immunity_period", ScaleReader::compact);
  public static final MetagraphField<Long> MIN_DIFFICULTY =
      next("min_difficulty", ScaleReader::compact);
  public static final MetagraphField<Long> MAX_DIFFICULTY =
      next("max_difficulty", ScaleReader::compact);
  public static final MetagraphField<Long> MIN_BURN = next("min_burn", ScaleReader::compact);
  public static final MetagraphField<Long> MAX_BURN = next("max_burn", ScaleReader::compact);
  public static final MetagraphField<Long> ADJUSTMENT_ALPHA =
      next("adjustment_alpha", ScaleReader::compact);
  public static final MetagraphField<Long> ADJUSTMENT_INTERVAL =
      next("adjustment_interval", ScaleReader::compact);
  public static final MetagraphField<Long> TARGET_REGS_PER_INTERVAL =
      next("target_regs_per_interval", ScaleReader::compact);
  public static final MetagraphField<Long> MAX_REGS_PER_BLOCK =
      next("max_regs_per_block", ScaleReader::compact);
  public static final MetagraphField<Long> SERVING_RATE_LIMIT =
      next("serving_rate_limit", ScaleReader::compact);
  public static final MetagraphField<Boolean> COMMIT_REVEAL_WEIGHTS_ENABLED =
      next("commit_reveal_weights_enabled", ScaleReader::flag);
  public static final MetagraphField<Long> COMMIT_REVEAL_PERIOD =
      next("commit_reveal_period", ScaleReader::compact);
  public static final MetagraphField<Boolean> LIQUID_ALPHA_ENABLED =
      next("liquid_alpha_enabled", ScaleReader::flag);
  public static final MetagraphField<Long> ALPHA_HIGH = next("alpha_high", ScaleReader::compact);
  public static final MetagraphField<Long> ALPHA_LOW = next("alpha_low", ScaleReader::compact);
  public static final MetagraphField<Long> BONDS_MOVING_AVG =
      next("bonds_moving_avg", ScaleReader::compact);
  public static final MetagraphField<List<AccountId>> HOTKEYS = next("hotkeys", Lists::accounts);
  public static final MetagraphField<List<AccountId>> COLDKEYS = next("coldkeys", Lists::accounts);
  public static final MetagraphField<List<Optional<List<Bytes>>>> IDENTITIES =
      next("identities", MetagraphField::identities);
  public static final MetagraphField<List<AxonInfo>> AXONS = next("axons", Lists::axons);
  public static final MetagraphField<List<Boolean>> ACTIVE = next("active", Lists::flags);
  public static final MetagraphField<List<Boolean>> VALIDATOR_PERMIT =
      next("validator_permit", Lists::flags);
  public static final MetagraphField<List<Long>> PRUNING_SCORE =
      next("pruning_score", Lists::numbers);
  public static final MetagraphField<List<Long>> LAST_UPDATE = next("last_update", Lists::numbers);
  public static final MetagraphField<List<Long>> EMISSION = next("emission", Lists::numbers);
  public static final MetagraphField<List<Long>> DIVIDENDS = next("dividends", Lists::numbers);
  public static final MetagraphField<List<Long>> INCENTIVES = next("incentives", Lists::numbers);
  public static final MetagraphField<List<Long>> CONSENSUS = next("consensus", Lists::numbers);
  public static final MetagraphField<List<Long>> TRUST = next("trust", Lists::numbers);
  public static final MetagraphField<List<Long>> RANK = next("rank", Lists::numbers);
  public static final MetagraphField<List<Long>> BLOCK_AT_REGISTRATION =
      next("block_at_registration", Lists::numbers);
  public static final MetagraphField<List<Long>> ALPHA_STAKE = next("alpha_stake", Lists::numbers);
  public static final MetagraphField<List<Long>> TAO_STAKE = next("tao_stake", Lists::numbers);
  public static final MetagraphField<List<Long>> TOTAL_STAKE = next("total_stake", Lists::numbers);
  public static final MetagraphField<List<Amount>> TAO_DIVIDENDS_PER_HOTKEY =
      next("tao_dividends_per_hotkey", MetagraphField::amounts);
  public static final MetagraphField<List<Amount>> ALPHA_DIVIDENDS_PER_HOTKEY =
      next("alpha_dividends_per_hotkey", MetagraphField::amounts);
  public static final MetagraphField<List<Long>> VALIDATORS = next("validators", Lists::numbers);
  public static final MetagraphField<List<Commitment>> COMMITMENTS =
      next("commitments", MetagraphField::commitments);

  /// All fields by number.
  public static List<MetagraphField<?>> all() {
    return List.copyOf(FIELDS);
  }

  private static <T> MetagraphField<T> next(String name, Function<ScaleReader, T> reader) {
    var field = new MetagraphField<>(FIELDS.size(), name, reader);
    FIELDS.add(field);
    return field;
  }

  private static double price(ScaleReader reader) {
    return reader.signed(16).doubleValue() / FRACTION_ONE;
  }

  private static Optional<List<Bytes>> subnetIdentity(ScaleReader reader) {
    return reader.option(some -> texts(some, SUBNET_IDENTITY_TEXTS));
  }

  private static List<Optional<List<Bytes>>> identities(ScaleReader reader) {
    return reader.list(1, item -> item.option(some -> texts(some, IDENTITY_TEXTS)));
  }

  private static List<Bytes> texts(ScaleReader reader, int count) {
    var texts = new ArrayList<Bytes>(count);
    for (int i = 0; i < count; i++) {
      texts.add(reader.bytes());
    }
    return List.copyOf(texts);
  }

  private static List<Amount> amounts(ScaleReader reader) {
    return reader.list(
        AccountId.SIZE + 1, item -> new Amount(AccountId.read(item), item.compact63()));
  }

  private static List<Commitment> commitments(ScaleReader reader) {
    return reader.list(
        AccountId.SIZE + 1, item -> new Commitment(AccountId.read(item), Lists.wideBytes(item)));
  }
}
