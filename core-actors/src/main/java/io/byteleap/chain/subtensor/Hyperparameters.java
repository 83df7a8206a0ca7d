package io.byteleap.chain.subtensor;

import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleRefusal.Kind;
import io.byteleap.scale.ScaleResult;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// The parameters of a subnet, as `get_subnet_hyperparams` answers them. That method is going away:
/// the single items of [SubtensorStorage] say the same in every runtime.
public final class Hyperparameters {
  /// In the order in which they are written; flags are 0 or 1.
  public enum Name {
    RHO,
    KAPPA,
    IMMUNITY_PERIOD,
    MIN_ALLOWED_WEIGHTS,
    MAX_WEIGHTS_LIMIT,
    TEMPO,
    MIN_DIFFICULTY,
    MAX_DIFFICULTY,
    WEIGHTS_VERSION,
    WEIGHTS_RATE_LIMIT,
    ADJUSTMENT_INTERVAL,
    ACTIVITY_CUTOFF,
    REGISTRATION_ALLOWED,
    TARGET_REGS_PER_INTERVAL,
    MIN_BURN,
    MAX_BURN,
    BONDS_MOVING_AVG,
    MAX_REGS_PER_BLOCK,
    SERVING_RATE_LIMIT,
    MAX_VALIDATORS,
    ADJUSTMENT_ALPHA,
    DIFFICULTY,
    COMMIT_REVEAL_PERIOD,
    COMMIT_REVEAL_WEIGHTS_ENABLED,
    ALPHA_HIGH,
    ALPHA_LOW,
    LIQUID_ALPHA_ENABLED;

    private boolean isFlag() {
      return this == REGISTRATION_ALLOWED
          || this == COMMIT_REVEAL_WEIGHTS_ENABLED
          || this == LIQUID_ALPHA_ENABLED;
    }
  }

  private final Map<Name, Long> values;

  private Hyperparameters(Map<Name, Long> values) {
    this.values = values;
  }

  /// The 64 bits of a parameter.
  public long get(Name name) {
    return Objects.requireNonNull(values.get(name));
  }

  public boolean isSet(Name flag) {
    return get(flag) != 0;
  }

  /// The wrapped form has no mark of an option: nothing at all is what it says about no subnet.
  static ScaleResult<Hyperparameters> read(Bytes answer, AnswerShape shape) {
    return switch (shape) {
      case TYPED -> ScaleResult.ofAll(answer, Hyperparameters::readOption);
      case OPAQUE ->
          ScaleResult.ofAll(answer, outer -> outer.nested().readAll(Hyperparameters::readWrapped));
      case UNKNOWN -> read(answer, AnswerShape.TYPED).or(() -> read(answer, AnswerShape.OPAQUE));
    };
  }

  private static Hyperparameters readOption(ScaleReader reader) {
    if (!reader.flag()) {
      throw reader.problem(Kind.ABSENT, "there is no such subnet");
    }
    return readAll(reader);
  }

  private static Hyperparameters readWrapped(ScaleReader reader) {
    if (reader.remaining() == 0) {
      throw reader.problem(Kind.ABSENT, "there is no such subnet");
    }
    return readAll(reader);
  }

  private static Hyperparameters readAll(ScaleReader reader) {
    var values = new EnumMap<Name, Long>(Name.class);
    for (var name : Name.values()) {
      values.put(name, name.isFlag() ? reader.flag() ? 1L : 0L : reader.compact());
    }
    return new Hyperparameters(values);
  }
}
