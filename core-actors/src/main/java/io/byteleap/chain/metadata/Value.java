package io.byteleap.chain.metadata;

import io.byteleap.domain.units.Bytes;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// A value that was read by its type in the registry.
public sealed interface Value {
  record Flag(boolean value) implements Value {}

  record Whole(BigInteger value) implements Value {}

  record Text(String value) implements Value {}

  /// A list or array of bytes, or bits in their words.
  record Octets(Bytes value) implements Value {}

  /// A list, array or tuple.
  record Items(List<Value> values) implements Value {
    public Items {
      values = List.copyOf(values);
    }
  }

  /// A structure; names are empty in a tuple struct.
  record Struct(List<Named> fields) implements Value {
    public Struct {
      fields = List.copyOf(fields);
    }
  }

  /// An alternative of an enumeration.
  record Choice(String name, int index, List<Named> fields) implements Value {
    public Choice {
      fields = List.copyOf(fields);
    }
  }

  record Named(String name, Value value) {}

  /// The field of a structure or alternative with this name.
  default Optional<Value> at(String field) {
    return switch (this) {
      case Struct(var fields) -> find(fields, field);
      case Choice(_, _, var fields) -> find(fields, field);
      case Flag _, Whole _, Text _, Octets _, Items _ -> Optional.empty();
    };
  }

  private static Optional<Value> find(List<Named> fields, String name) {
    return fields.stream().filter(field -> field.name().equals(name)).map(Named::value).findFirst();
  }
}
