package io.byteleap.chain.subtensor;

import io.byteleap.chain.metadata.Value;
import io.byteleap.chain.metadata.Value.Choice;
import io.byteleap.chain.metadata.Value.Flag;
import io.byteleap.chain.metadata.Value.Items;
import io.byteleap.chain.metadata.Value.Octets;
import io.byteleap.chain.metadata.Value.Struct;
import io.byteleap.chain.metadata.Value.Text;
import io.byteleap.chain.metadata.Value.Whole;
import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleRefusal.Kind;
import io.byteleap.scale.ScaleResult;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The parameters of a subnet, as the versions of `get_subnet_hyperparams` answer them. The first
/// two of these methods are going away: the single items of [SubtensorStorage] say the same in
/// every runtime, and what is done follows from them.
public final class Hyperparameters {
  /// In the order in which they are written; flags are 0 or 1. A version may have no value of some.
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
    LIQUID_ALPHA_ENABLED,
    /// In units of 2^-32, signed. This and those after it: since the second version.
    ALPHA_SIGMOID_STEEPNESS,
    YUMA_VERSION,
    SUBNET_IS_ACTIVE,
    TRANSFERS_ENABLED,
    BONDS_RESET_ENABLED,
    USER_LIQUIDITY_ENABLED;

    private static final List<Name> OF_FIRST_VERSION =
        Stream.of(values()).filter(name -> name.compareTo(LIQUID_ALPHA_ENABLED) <= 0).toList();

    private static Optional<Name> of(String text) {
      return Stream.of(values())
          .filter(name -> name.name().toLowerCase(Locale.ROOT).equals(text))
          .findFirst();
    }

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

  /// The 64 bits of a parameter; empty when the answer does not have it.
  public Optional<Long> get(Name name) {
    return Optional.ofNullable(values.get(name));
  }

  /// An answer that was read by the runtime's types: a structure, or from the third version on a
  /// list of names and values. Parameters that are not known here are passed over.
  static Hyperparameters of(Value answer) {
    var values = new EnumMap<Name, Long>(Name.class);
    var parameters = AnswerField.inOption(answer, "such subnet");
    switch (parameters.value()) {
      case Items _ -> parameters.list(entry -> put(entry, values));
      case Struct _ -> parameters.fields().forEach(field -> put(field.name(), field, values));
      case Flag _, Whole _, Text _, Octets _, Choice _ ->
          throw AnswerField.problem(Kind.INCONSISTENT, "parameters are neither named nor listed");
    }
    if (values.isEmpty()) {
      throw AnswerField.problem(Kind.ABSENT, "none of the parameters is known");
    }
    return new Hyperparameters(values);
  }

  private static AnswerField put(AnswerField entry, Map<Name, Long> values) {
    var value = entry.at("value");
    if (value.fields().size() != 1) {
      throw AnswerField.problem(Kind.INCONSISTENT, "a parameter without a value");
    }
    put(entry.at("name").word(), value.fields().getFirst(), values);
    return entry;
  }

  private static void put(String text, AnswerField value, Map<Name, Long> values) {
    if (value.value() instanceof Items) {
      // The list of the third version may stand in a structure of its own.
      value.list(entry -> put(entry, values));
    } else {
      Name.of(text).ifPresent(name -> values.put(name, number(value)));
    }
  }

  private static long number(AnswerField value) {
    return switch (value.value()) {
      case Flag(var set) -> set ? 1 : 0;
      case Struct _ when value.fields().size() == 1 -> value.fields().getFirst().bits();
      case Whole _, Text _, Octets _, Items _, Struct _, Choice _ -> value.bits();
    };
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
    for (var name : Name.OF_FIRST_VERSION) {
      values.put(name, name.isFlag() ? reader.flag() ? 1L : 0L : reader.compact());
    }
    return new Hyperparameters(values);
  }
}
