package io.byteleap.chain.metadata;

import io.byteleap.chain.metadata.TypeDef.Basic;
import io.byteleap.chain.metadata.TypeDef.Bits;
import io.byteleap.chain.metadata.TypeDef.Compact;
import io.byteleap.chain.metadata.TypeDef.Composite;
import io.byteleap.chain.metadata.TypeDef.Field;
import io.byteleap.chain.metadata.TypeDef.FixedArray;
import io.byteleap.chain.metadata.TypeDef.Primitive;
import io.byteleap.chain.metadata.TypeDef.Sequence;
import io.byteleap.chain.metadata.TypeDef.Tuple;
import io.byteleap.chain.metadata.TypeDef.Variant;
import io.byteleap.chain.metadata.TypeDef.Variants;
import io.byteleap.scale.ScaleProblem;
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleRefusal.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Reads values by their type in a registry, for what has no reader of its own: events, errors,
/// unknown answers.
///
/// Types may nest 48 deep, and there may be a few values without bytes: each value costs one of a
/// budget that grows with the bytes, so that neither types without end nor arrays of nothing cost
/// more than the input is worth.
public final class ValueReader {
  private static final int DEPTH_MAX = 48;
  private static final int VALUES_FLAT = 4_096;
  private static final int VALUES_PER_BYTE = 2;

  private final TypeRegistry registry;
  private final ScaleReader reader;
  private long budget;

  private ValueReader(TypeRegistry registry, ScaleReader reader) {
    this.registry = registry;
    this.reader = reader;
    budget = VALUES_FLAT + (long) VALUES_PER_BYTE * reader.remaining();
  }

  public static Value read(TypeRegistry registry, TypeId id, ScaleReader reader) {
    return new ValueReader(registry, reader).value(id, 0);
  }

  private Value value(TypeId id, int depth) {
    if (depth > DEPTH_MAX) {
      throw reader.problem(Kind.TOO_DEEP, id.toString());
    }
    if (--budget < 0) {
      throw reader.problem(Kind.TOO_MANY, "values of " + id);
    }
    return switch (registry.type(id).definition()) {
      case Basic(var primitive) -> basic(primitive);
      case Compact _ -> new Value.Whole(reader.compactBig());
      case Sequence(var item) when isOctet(item) -> new Value.Octets(reader.bytes());
      case Sequence(var item) -> items(item, reader.count(1), depth);
      case FixedArray(var length, var item) when isOctet(item) ->
          new Value.Octets(reader.raw(checked(length)));
      case FixedArray(var length, var item) -> items(item, checked(length), depth);
      case Tuple(var items) ->
          new Value.Items(items.stream().map(item -> value(item, depth + 1)).toList());
      case Composite(var fields) -> new Value.Struct(fields(fields, depth));
      case Variants(var variants) -> choice(variants, depth);
      case Bits(var word) -> bits(word);
    };
  }

  private boolean isOctet(TypeId item) {
    return registry.type(item).definition() instanceof Basic(var primitive)
        && primitive == Primitive.U8;
  }

  private Value basic(Primitive primitive) {
    return switch (primitive) {
      case BOOL -> new Value.Flag(reader.flag());
      case STR -> new Value.Text(reader.text());
      case U8, U16, U32, U64, U128, U256, CHAR ->
          new Value.Whole(reader.unsigned(primitive.bytes()));
      case I8, I16, I32, I64, I128, I256 -> new Value.Whole(reader.signed(primitive.bytes()));
    };
  }

  private int checked(long length) {
    if (length > budget + reader.remaining()) {
      throw reader.problem(Kind.COUNT_TOO_LARGE, "array of " + length);
    }
    return (int) length;
  }

  private Value items(TypeId item, int count, int depth) {
    var values = new ArrayList<Value>();
    for (int i = 0; i < count; i++) {
      values.add(value(item, depth + 1));
    }
    return new Value.Items(values);
  }

  private List<Value.Named> fields(List<Field> fields, int depth) {
    var named = new ArrayList<Value.Named>(fields.size());
    for (var field : fields) {
      named.add(new Value.Named(field.name(), value(field.type(), depth + 1)));
    }
    return named;
  }

  private Value choice(List<Variant> variants, int depth) {
    int index = reader.u8();
    for (var variant : variants) {
      if (variant.index() == index) {
        return new Value.Choice(variant.name(), index, fields(variant.fields(), depth));
      }
    }
    throw reader.problem(Kind.UNKNOWN_VARIANT, "variant " + index);
  }

  private Value bits(TypeId word) {
    if (!(registry.type(word).definition() instanceof Basic(var primitive))) {
      throw new ScaleProblem(Kind.INCONSISTENT, "bits in words of " + word);
    }
    BigInteger bitsPerWord = BigInteger.valueOf(8L * primitive.bytes());
    var words = reader.compactBig().add(bitsPerWord).subtract(BigInteger.ONE).divide(bitsPerWord);
    if (words.bitLength() > 31) {
      throw reader.problem(Kind.COUNT_TOO_LARGE, words + " words of bits");
    }
    return new Value.Octets(reader.raw(checked(words.longValue()) * primitive.bytes()));
  }
}
