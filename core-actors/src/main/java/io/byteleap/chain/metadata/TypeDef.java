package io.byteleap.chain.metadata;

import java.util.List;

/// How a type is built from others. Source: Substrate, `scale-info`.
public sealed interface TypeDef {
  /// Fields in order; the name is empty in a tuple struct.
  record Composite(List<Field> fields) implements TypeDef {
    public Composite {
      fields = List.copyOf(fields);
    }
  }

  record Variants(List<Variant> variants) implements TypeDef {
    public Variants {
      variants = List.copyOf(variants);
    }
  }

  record Sequence(TypeId item) implements TypeDef {}

  record FixedArray(long length, TypeId item) implements TypeDef {}

  record Tuple(List<TypeId> items) implements TypeDef {
    public Tuple {
      items = List.copyOf(items);
    }
  }

  record Basic(Primitive primitive) implements TypeDef {}

  record Compact(TypeId number) implements TypeDef {}

  /// Bits in words of the type `word`.
  record Bits(TypeId word) implements TypeDef {}

  record Field(String name, TypeId type) {}

  /// One alternative of an enumeration: a call, an event, an error.
  record Variant(String name, int index, List<Field> fields) {
    public Variant {
      fields = List.copyOf(fields);
    }
  }

  /// In the order of their codes.
  enum Primitive {
    BOOL(1),
    CHAR(4),
    STR(1),
    U8(1),
    U16(2),
    U32(4),
    U64(8),
    U128(16),
    U256(32),
    I8(1),
    I16(2),
    I32(4),
    I64(8),
    I128(16),
    I256(32);

    private final int bytes;

    Primitive(int bytes) {
      this.bytes = bytes;
    }

    /// Bytes of the number; of a text its least.
    public int bytes() {
      return bytes;
    }
  }
}
