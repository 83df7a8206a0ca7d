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
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleRefusal.Kind;
import java.util.ArrayList;
import java.util.List;

/// Reads a portable registry: every type stands at the place of its number, and whatever it refers
/// to is in the registry. Source: Substrate, `scale-info`, `PortableRegistry`.
final class TypeRegistryReader {
  private static final int TYPE_BYTES_MIN = 6;
  private static final List<Primitive> PRIMITIVES = List.of(Primitive.values());

  private final ScaleReader reader;
  private final int typeCount;

  private TypeRegistryReader(ScaleReader reader, int typeCount) {
    this.reader = reader;
    this.typeCount = typeCount;
  }

  static TypeRegistry read(ScaleReader reader) {
    int typeCount = reader.count(TYPE_BYTES_MIN);
    var registry = new TypeRegistryReader(reader, typeCount);
    var types = new ArrayList<MetaType>(typeCount);
    for (int id = 0; id < typeCount; id++) {
      if (reader.compactInt(Integer.MAX_VALUE) != id) {
        throw reader.problem(Kind.INCONSISTENT, "a type out of place");
      }
      types.add(registry.type());
    }
    return new TypeRegistry(types);
  }

  static TypeId typeId(ScaleReader reader, int typeCount) {
    int id = reader.compactInt(Integer.MAX_VALUE);
    if (id >= typeCount) {
      throw reader.problem(Kind.UNKNOWN_TYPE, "type " + id + " of " + typeCount);
    }
    return new TypeId(id);
  }

  static void skipDocs(ScaleReader reader) {
    for (int i = reader.count(1); i > 0; i--) {
      reader.nested();
    }
  }

  private MetaType type() {
    String path = String.join("::", reader.list(1, ScaleReader::text));
    var parameters = new ArrayList<Field>();
    for (int i = reader.count(2); i > 0; i--) {
      String name = reader.text();
      if (reader.flag()) {
        parameters.add(new Field(name, typeId()));
      }
    }
    var definition = definition();
    skipDocs(reader);
    return new MetaType(path, parameters, definition);
  }

  private TypeDef definition() {
    return switch (reader.u8()) {
      case 0 -> new Composite(fields());
      case 1 -> new Variants(reader.list(4, _ -> variant()));
      case 2 -> new Sequence(typeId());
      case 3 -> new FixedArray(reader.u32(), typeId());
      case 4 -> new Tuple(reader.list(1, _ -> typeId()));
      case 5 -> new Basic(primitive());
      case 6 -> new Compact(typeId());
      case 7 -> bits();
      default -> throw reader.problem(Kind.UNKNOWN_VARIANT, "kind of type");
    };
  }

  private Bits bits() {
    var word = typeId();
    typeId(); // the order of the bits
    return new Bits(word);
  }

  private List<Field> fields() {
    return reader.list(4, _ -> field());
  }

  private Field field() {
    String name = reader.option(ScaleReader::text).orElse("");
    var type = typeId();
    if (reader.flag()) {
      reader.nested(); // the type as it was written in the source
    }
    skipDocs(reader);
    return new Field(name, type);
  }

  private Variant variant() {
    String name = reader.text();
    var fields = fields();
    int index = reader.u8();
    skipDocs(reader);
    return new Variant(name, index, fields);
  }

  private Primitive primitive() {
    int code = reader.u8();
    if (code >= PRIMITIVES.size()) {
      throw reader.problem(Kind.UNKNOWN_VARIANT, "primitive " + code);
    }
    return PRIMITIVES.get(code);
  }

  private TypeId typeId() {
    return typeId(reader, typeCount);
  }
}
