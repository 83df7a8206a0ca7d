package io.byteleap.chain.subtensor;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.scale.ScaleProblem;
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleRefusal.Kind;
import io.byteleap.scale.ScaleResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A metagraph with those fields that were asked for, as `get_selective_metagraph` and
/// `get_selective_mechagraph` answer it.
public final class SelectiveMetagraph {
  /// The fields that [#toMetagraph] needs, and the parameters of the subnet that validators heed.
  public static final List<MetagraphField<?>> FIELDS =
      List.of(
          MetagraphField.NETUID,
          MetagraphField.BLOCK,
          MetagraphField.TEMPO,
          MetagraphField.BLOCKS_SINCE_LAST_STEP,
          MetagraphField.MIN_ALLOWED_WEIGHTS,
          MetagraphField.MAX_WEIGHTS_LIMIT,
          MetagraphField.WEIGHTS_VERSION,
          MetagraphField.WEIGHTS_RATE_LIMIT,
          MetagraphField.COMMIT_REVEAL_WEIGHTS_ENABLED,
          MetagraphField.COMMIT_REVEAL_PERIOD,
          MetagraphField.HOTKEYS,
          MetagraphField.COLDKEYS,
          MetagraphField.AXONS,
          MetagraphField.VALIDATOR_PERMIT,
          MetagraphField.LAST_UPDATE,
          MetagraphField.TOTAL_STAKE);

  /// Fields above this one came later; the answers of older runtimes end before them.
  private static final int INDEX_ALWAYS_MAX = MetagraphField.ALPHA_DIVIDENDS_PER_HOTKEY.index();

  private final Map<MetagraphField<?>, Object> values;

  private SelectiveMetagraph(Map<MetagraphField<?>, Object> values) {
    this.values = Map.copyOf(values);
  }

  /// The value of a field; empty when it was not asked for.
  @SuppressWarnings("unchecked") // a value is what its field's reader made
  public <T> Optional<T> get(MetagraphField<T> field) {
    return Optional.ofNullable((T) values.get(field));
  }

  static SelectiveMetagraph read(ScaleReader reader, Netuid netuid) {
    if (!reader.flag()) {
      throw reader.problem(Kind.ABSENT, "there is no subnet " + netuid);
    }
    long answered = reader.compact();
    if (answered != netuid.value()) {
      throw reader.problem(Kind.INCONSISTENT, "metagraph of another subnet");
    }
    var values = new HashMap<MetagraphField<?>, Object>();
    values.put(MetagraphField.NETUID, answered);
    for (var field : MetagraphField.all()) {
      boolean lacking = field.index() > INDEX_ALWAYS_MAX && reader.remaining() == 0;
      if (field.index() > 0 && !lacking) { // the subnet's number has no mark of an option
        reader.option(some -> field.reader().apply(some)).ifPresent(v -> values.put(field, v));
      }
    }
    return new SelectiveMetagraph(values);
  }

  /// The members of the subnet; refuses a metagraph without the fields that say who they are, and
  /// lists of different lengths.
  public ScaleResult<Metagraph> toMetagraph() {
    return ScaleResult.of(this::members);
  }

  private Metagraph members() {
    return new MemberLists(
            wanted(MetagraphField.HOTKEYS),
            wanted(MetagraphField.AXONS),
            wanted(MetagraphField.VALIDATOR_PERMIT),
            wanted(MetagraphField.LAST_UPDATE),
            wanted(MetagraphField.TOTAL_STAKE))
        .at(new BlockNumber(wanted(MetagraphField.BLOCK)));
  }

  private <T> T wanted(MetagraphField<T> field) {
    return get(field)
        .orElseThrow(() -> new ScaleProblem(Kind.ABSENT, "metagraph without " + field.name()));
  }
}
