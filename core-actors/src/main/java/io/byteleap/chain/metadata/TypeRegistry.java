package io.byteleap.chain.metadata;

import io.byteleap.chain.metadata.TypeDef.Basic;
import io.byteleap.chain.metadata.TypeDef.Composite;
import io.byteleap.chain.metadata.TypeDef.Field;
import io.byteleap.chain.metadata.TypeDef.Primitive;
import io.byteleap.chain.metadata.TypeDef.Sequence;
import io.byteleap.chain.metadata.TypeDef.Variant;
import io.byteleap.chain.metadata.TypeDef.Variants;
import io.byteleap.scale.ScaleProblem;
import io.byteleap.scale.ScaleRefusal.Kind;
import java.util.List;

/// The types of a runtime, by number. Asking for one that it does not have is a refusal.
public record TypeRegistry(List<MetaType> types) {
  public TypeRegistry {
    types = List.copyOf(types);
  }

  public MetaType type(TypeId id) {
    if (id.value() < 0 || id.value() >= types.size()) {
      throw new ScaleProblem(Kind.UNKNOWN_TYPE, id + " of " + types.size());
    }
    return types.get(id.value());
  }

  /// The alternatives of an enumeration; refuses other types.
  public List<Variant> variants(TypeId id) {
    if (type(id).definition() instanceof Variants(var variants)) {
      return variants;
    }
    throw new ScaleProblem(Kind.INCONSISTENT, id + " is not an enumeration");
  }

  /// The fields of a structure; refuses other types.
  public List<Field> fields(TypeId id) {
    if (type(id).definition() instanceof Composite(var fields)) {
      return fields;
    }
    throw new ScaleProblem(Kind.INCONSISTENT, id + " is not a structure");
  }

  /// Whether values are lists of bytes, which is how old runtimes wrap what they answer.
  public boolean isBytes(TypeId id) {
    return type(id).definition() instanceof Sequence(var item)
        && type(item).definition() instanceof Basic(var primitive)
        && primitive == Primitive.U8;
  }

  /// How values of the type are written, in words; see [TypeShape].
  public String shape(TypeId id) {
    return TypeShape.of(this, id);
  }

  /// Whether values have no bytes.
  public boolean isEmpty(TypeId id) {
    return shape(id).equals(TypeShape.EMPTY);
  }
}
