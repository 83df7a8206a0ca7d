package io.byteleap.chain.metadata;

import io.byteleap.chain.metadata.ExtrinsicFormat.Extension;
import io.byteleap.chain.metadata.TypeDef.Field;
import io.byteleap.chain.metadata.TypeDef.Variant;
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleRefusal.Kind;
import java.util.ArrayList;
import java.util.List;

/// Reads metadata of versions 14 and 15. Documentation, constants and custom values are passed
/// over. Source: Substrate, `frame-metadata`, modules `v14` and `v15`.
final class MetadataReader {
  private static final long MAGIC = 0x6174656d; // "meta"
  private static final int RUNTIME_APIS_SINCE = 15;
  private static final List<Hasher> HASHERS = List.of(Hasher.values());

  private final ScaleReader reader;
  private final int version;
  private final TypeRegistry types;

  private MetadataReader(ScaleReader reader, int version, TypeRegistry types) {
    this.reader = reader;
    this.version = version;
    this.types = types;
  }

  static Metadata read(ScaleReader reader) {
    if (reader.u32() != MAGIC) {
      throw reader.problem(Kind.WRONG_MAGIC, "not metadata");
    }
    int version = reader.u8();
    if (version != 14 && version != 15) {
      throw reader.problem(Kind.UNKNOWN_VERSION, "metadata version " + version);
    }
    return new MetadataReader(reader, version, TypeRegistryReader.read(reader)).read();
  }

  private Metadata read() {
    var pallets = reader.list(8, _ -> pallet());
    var extrinsic = version < RUNTIME_APIS_SINCE ? extrinsicOf14() : extrinsicOf15();
    typeId(); // the runtime itself
    List<RuntimeApi> apis = version < RUNTIME_APIS_SINCE ? List.of() : apis();
    if (version >= RUNTIME_APIS_SINCE) {
      skipOuterEnumsAndCustomValues();
    }
    return new Metadata(version, types, pallets, extrinsic, apis);
  }

  private Pallet pallet() {
    String name = reader.text();
    List<StorageEntry> storage = reader.option(_ -> storage()).orElse(List.of());
    List<Variant> calls = variantsOrNone();
    List<Variant> events = variantsOrNone();
    skipConstants();
    List<Variant> errors = variantsOrNone();
    int index = reader.u8();
    if (version >= RUNTIME_APIS_SINCE) {
      skipDocs();
    }
    return new Pallet(name, index, storage, calls, events, errors);
  }

  private List<StorageEntry> storage() {
    reader.text(); // the prefix, which is the pallet's name
    return reader.list(6, _ -> storageEntry());
  }

  private StorageEntry storageEntry() {
    String name = reader.text();
    boolean hasDefault = reader.flag();
    List<Hasher> hashers = List.of();
    switch (reader.u8()) {
      case 0 -> {}
      case 1 -> {
        hashers = reader.list(1, _ -> hasher());
        typeId(); // of the keys
      }
      default -> throw reader.problem(Kind.UNKNOWN_VARIANT, "kind of storage");
    }
    var value = typeId();
    var fallback = reader.bytes();
    skipDocs();
    return new StorageEntry(
        name,
        hashers,
        value,
        hasDefault ? new StorageEntry.Default(fallback) : new StorageEntry.Nothing());
  }

  private Hasher hasher() {
    int code = reader.u8();
    if (code >= HASHERS.size()) {
      throw reader.problem(Kind.UNKNOWN_VARIANT, "hasher " + code);
    }
    return HASHERS.get(code);
  }

  private List<Variant> variantsOrNone() {
    return reader.option(_ -> types.variants(typeId())).orElse(List.of());
  }

  private ExtrinsicFormat extrinsicOf14() {
    var extrinsic = types.type(typeId());
    int format = reader.u8();
    return new ExtrinsicFormat(
        format,
        parameter(extrinsic, "Address"),
        parameter(extrinsic, "Signature"),
        reader.list(3, _ -> extension()));
  }

  private TypeId parameter(MetaType type, String name) {
    return type.parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst()
        .orElseThrow(() -> reader.problem(Kind.ABSENT, "extrinsics without " + name))
        .type();
  }

  private ExtrinsicFormat extrinsicOf15() {
    int format = reader.u8();
    var address = typeId();
    typeId(); // of the call
    var signature = typeId();
    typeId(); // of all extensions together
    return new ExtrinsicFormat(format, address, signature, reader.list(3, _ -> extension()));
  }

  private Extension extension() {
    return new Extension(reader.text(), typeId(), typeId());
  }

  private List<RuntimeApi> apis() {
    var all = new ArrayList<RuntimeApi>();
    for (int i = reader.count(3); i > 0; i--) {
      String api = reader.text();
      all.addAll(reader.list(4, _ -> apiMethod(api)));
      skipDocs();
    }
    return all;
  }

  private RuntimeApi apiMethod(String api) {
    String method = reader.text();
    var inputs = reader.list(2, _ -> new Field(reader.text(), typeId()));
    var output = typeId();
    skipDocs();
    return new RuntimeApi(api, method, inputs, output);
  }

  private void skipOuterEnumsAndCustomValues() {
    typeId();
    typeId();
    typeId();
    for (int i = reader.count(3); i > 0; i--) {
      reader.nested();
      typeId();
      reader.nested();
    }
  }

  private void skipConstants() {
    for (int i = reader.count(4); i > 0; i--) {
      reader.nested();
      typeId();
      reader.nested();
      skipDocs();
    }
  }

  private void skipDocs() {
    TypeRegistryReader.skipDocs(reader);
  }

  /// A type that the registry has.
  private TypeId typeId() {
    return TypeRegistryReader.typeId(reader, types.types().size());
  }
}
