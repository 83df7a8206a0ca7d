package io.byteleap.chain.subtensor;

import io.byteleap.chain.metadata.Value;
import io.byteleap.chain.metadata.Value.Choice;
import io.byteleap.chain.metadata.Value.Flag;
import io.byteleap.chain.metadata.Value.Items;
import io.byteleap.chain.metadata.Value.Named;
import io.byteleap.chain.metadata.Value.Octets;
import io.byteleap.chain.metadata.Value.Struct;
import io.byteleap.chain.metadata.Value.Text;
import io.byteleap.chain.metadata.Value.Whole;
import io.byteleap.scale.ScaleProblem;
import io.byteleap.scale.ScaleRefusal.Kind;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/// A part of an answer that was read by the runtime's types, and where it stands. Structures of one
/// part without a name are taken for that part. What is not of the kind that is asked for is
/// refused.
record AnswerField(String name, Value value) {
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

  AnswerField {
    value = unwrapped(value);
  }

  private static Value unwrapped(Value value) {
    return value instanceof Struct(var fields)
            && fields.size() == 1
            && fields.getFirst().name().isEmpty()
        ? unwrapped(fields.getFirst().value())
        : value;
  }

  /// What an optional answer has; refuses one that has nothing, since then there is no `what`.
  static AnswerField inOption(Value answer, String what) {
    if (!(answer instanceof Choice(var variant, _, var fields))) {
      throw problem(Kind.INCONSISTENT, "answer is no option");
    }
    if (variant.equals("None")) {
      throw problem(Kind.ABSENT, "there is no " + what);
    }
    if (fields.size() != 1) {
      throw problem(Kind.INCONSISTENT, "answer is no option");
    }
    return new AnswerField("answer", fields.getFirst().value());
  }

  static ScaleProblem problem(Kind kind, String detail) {
    return new ScaleProblem(kind, detail);
  }

  private ScaleProblem isNot(String kind) {
    return problem(Kind.INCONSISTENT, name + " is not " + kind);
  }

  AnswerField at(String field) {
    return new AnswerField(
        field, value.at(field).orElseThrow(() -> problem(Kind.ABSENT, name + " without " + field)));
  }

  List<AnswerField> fields() {
    return switch (value) {
      case Struct(var fields) -> fields.stream().map(AnswerField::of).toList();
      case Choice(_, _, var fields) -> fields.stream().map(AnswerField::of).toList();
      case Flag _, Whole _, Text _, Octets _, Items _ -> List.of();
    };
  }

  private static AnswerField of(Named field) {
    return new AnswerField(field.name(), field.value());
  }

  <T> List<T> list(Function<AnswerField, T> reader) {
    return switch (value) {
      case Items(var items) ->
          items.stream().map(item -> reader.apply(new AnswerField(name, item))).toList();
      case Flag _, Whole _, Text _, Octets _, Struct _, Choice _ -> throw isNot("a list");
    };
  }

  boolean flag() {
    return switch (value) {
      case Flag(var set) -> set;
      case Whole _, Text _, Octets _, Items _, Struct _, Choice _ -> throw isNot("a flag");
    };
  }

  BigInteger whole() {
    return switch (value) {
      case Whole(var number) -> number;
      case Flag _, Text _, Octets _, Items _, Struct _, Choice _ -> throw isNot("a number");
    };
  }

  /// 0 to 2^63 - 1.
  long number() {
    var number = whole();
    if (number.signum() < 0 || number.compareTo(LONG_MAX) > 0) {
      throw problem(Kind.OUT_OF_RANGE, name + " is " + number);
    }
    return number.longValue();
  }

  /// The 64 bits of a number.
  long bits() {
    var number = whole();
    if (number.bitLength() > Long.SIZE) {
      throw problem(Kind.OUT_OF_RANGE, name + " is " + number);
    }
    return number.longValue();
  }

  /// 0 to 2^31 - 1.
  int small() {
    long number = number();
    if (number > Integer.MAX_VALUE) {
      throw problem(Kind.OUT_OF_RANGE, name + " is " + number);
    }
    return (int) number;
  }

  AccountId account() {
    return switch (value) {
      case Octets(var bytes) when bytes.length() == AccountId.SIZE -> new AccountId(bytes);
      case Flag _, Whole _, Text _, Octets _, Items _, Struct _, Choice _ ->
          throw isNot("an account");
    };
  }

  /// A name that is written as bytes or as a text.
  String word() {
    return switch (value) {
      case Octets(var bytes) -> new String(bytes.toArray(), StandardCharsets.UTF_8);
      case Text(var text) -> text;
      case Flag _, Whole _, Items _, Struct _, Choice _ -> throw isNot("a name");
    };
  }
}
