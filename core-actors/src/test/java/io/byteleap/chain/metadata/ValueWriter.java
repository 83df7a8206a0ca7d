package io.byteleap.chain.metadata;

import io.byteleap.chain.metadata.TypeDef.Basic;
import io.byteleap.chain.metadata.TypeDef.Bits;
import io.byteleap.chain.metadata.TypeDef.Compact;
import io.byteleap.chain.metadata.TypeDef.Composite;
import io.byteleap.chain.metadata.TypeDef.Field;
import io.byteleap.chain.metadata.TypeDef.FixedArray;
import io.byteleap.chain.metadata.TypeDef.Sequence;
import io.byteleap.chain.metadata.TypeDef.Tuple;
import io.byteleap.chain.metadata.TypeDef.Variants;
import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleResult;
import io.byteleap.scale.ScaleWriter;
import java.math.BigInteger;
import java.util.List;

/// Writes values by their type, as a runtime does: what was read right comes out as it went in.
public final class ValueWriter {
  private final TypeRegistry registry;
  private final ScaleWriter out = new ScaleWriter();

  private ValueWriter(TypeRegistry registry) {
    this.registry = registry;
  }

  public static Bytes write(TypeRegistry registry, TypeId id, Value value) {
    var writer = new ValueWriter(registry);
    writer.value(id, value);
    return writer.out.toBytes();
  }

  /// All of `bytes` as a value of the type, which gives the same bytes when it is written again.
  public static Value reread(TypeRegistry registry, TypeId id, Bytes bytes) {
    var read = ScaleResult.ofAll(bytes, (ScaleReader in) -> ValueReader.read(registry, id, in));
    if (!(read instanceof ScaleResult.Read<Value>(var value))) {
      throw new AssertionError(id + ": " + read);
    }
    if (!write(registry, id, value).equals(bytes)) {
      throw new AssertionError(id + " is written otherwise than it was read");
    }
    return value;
  }

  private void value(TypeId id, Value value) {
    switch (registry.type(id).definition()) {
      case Basic(var primitive) -> basic(primitive, value);
      case Compact _ -> out.compact(((Value.Whole) value).value());
      case Sequence(var item) -> {
        if (value instanceof Value.Octets(var bytes)) {
          out.bytes(bytes);
        } else {
          var items = ((Value.Items) value).values();
          out.compact(items.size());
          items.forEach(each -> value(item, each));
        }
      }
      case FixedArray(_, var item) -> {
        if (value instanceof Value.Octets(var bytes)) {
          out.raw(bytes);
        } else {
          ((Value.Items) value).values().forEach(each -> value(item, each));
        }
      }
      case Tuple(var types) -> {
        var items = ((Value.Items) value).values();
        for (int i = 0; i < types.size(); i++) {
          value(types.get(i), items.get(i));
        }
      }
      case Composite(var fields) -> fields(fields, ((Value.Struct) value).fields());
      case Variants(var variants) -> {
        var choice = (Value.Choice) value;
        out.u8(choice.index());
        variants.stream()
            .filter(variant -> variant.index() == choice.index())
            .forEach(variant -> fields(variant.fields(), choice.fields()));
      }
      case Bits _ -> throw new AssertionError("no answer has bits");
    }
  }

  private void fields(List<Field> types, List<Value.Named> values) {
    for (int i = 0; i < types.size(); i++) {
      value(types.get(i).type(), values.get(i).value());
    }
  }

  private void basic(TypeDef.Primitive primitive, Value value) {
    switch (value) {
      case Value.Flag(var flag) -> out.flag(flag);
      case Value.Text(var text) -> out.text(text);
      case Value.Whole(var number) -> out.raw(littleEndian(number, primitive.bytes()));
      case Value.Octets _, Value.Items _, Value.Struct _, Value.Choice _ ->
          throw new AssertionError(primitive + " of " + value);
    }
  }

  private static byte[] littleEndian(BigInteger number, int size) {
    var bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = number.shiftRight(8 * i).byteValue();
    }
    return bytes;
  }
}
