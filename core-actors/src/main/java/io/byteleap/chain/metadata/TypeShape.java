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
import io.byteleap.scale.ScaleProblem;
import io.byteleap.scale.ScaleRefusal.Kind;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Writes down how values of a type look in bytes, so that two runtimes, or a runtime and a table,
/// can be compared: `u16`, `Vec<u16>`, `Compact<u64>`, `[u8; 32]`, `Option<u64>`, `(u16, u64)`,
/// `enum Era`; `()` for what has no bytes.
///
/// Names of structures do not show, since they are not in the bytes: a structure of one field looks
/// like the field, and fields without bytes are left out. Enumerations show their name only. Types
/// deeper than 24 or larger than 2,000 parts are refused.
final class TypeShape {
  static final String EMPTY = "()";

  private static final int DEPTH_MAX = 24;
  private static final int PARTS_MAX = 2_000;

  private final TypeRegistry registry;
  private int parts;

  private TypeShape(TypeRegistry registry) {
    this.registry = registry;
  }

  static String of(TypeRegistry registry, TypeId id) {
    return new TypeShape(registry).text(id, 0);
  }

  private String text(TypeId id, int depth) {
    if (depth > DEPTH_MAX) {
      throw new ScaleProblem(Kind.TOO_DEEP, "shape of " + id);
    }
    if (++parts > PARTS_MAX) {
      throw new ScaleProblem(Kind.TOO_MANY, "shape of " + id);
    }
    var type = registry.type(id);
    return switch (type.definition()) {
      case Basic(var primitive) -> primitive.name().toLowerCase(Locale.ROOT);
      case Compact(var number) -> "Compact<" + text(number, depth + 1) + ">";
      case Sequence(var item) -> "Vec<" + text(item, depth + 1) + ">";
      case FixedArray(var length, var item) -> array(length, text(item, depth + 1));
      case Tuple(var items) -> joined(items, depth);
      case Composite(var fields) -> joined(fields.stream().map(Field::type).toList(), depth);
      case Bits(var word) -> "Bits<" + text(word, depth + 1) + ">";
      case Variants variants -> enumeration(type, variants, depth);
    };
  }

  private static String array(long length, String item) {
    return length == 0 || item.equals(EMPTY) ? EMPTY : "[" + item + "; " + length + "]";
  }

  private String joined(List<TypeId> items, int depth) {
    var shown =
        items.stream()
            .map(item -> text(item, depth + 1))
            .filter(shape -> !shape.equals(EMPTY))
            .toList();
    return shown.size() == 1
        ? shown.getFirst()
        : shown.stream().collect(Collectors.joining(", ", "(", ")"));
  }

  private String enumeration(MetaType type, Variants variants, int depth) {
    boolean option =
        type.path().equals("Option")
            && variants.variants().size() == 2
            && variants.variants().get(1).fields().size() == 1;
    return option
        ? "Option<" + text(variants.variants().get(1).fields().getFirst().type(), depth + 1) + ">"
        : "enum " + type.name();
  }
}
