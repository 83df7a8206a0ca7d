package io.byteleap.chain.metadata;

import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleRefusal.Kind;
import io.byteleap.scale.ScaleResult;
import java.util.List;
import java.util.Optional;

/// What a runtime says about itself. Versions 14 and 15 are read; runtime APIs are in 15 only.
public record Metadata(
    int version,
    TypeRegistry types,
    List<Pallet> pallets,
    ExtrinsicFormat extrinsic,
    List<RuntimeApi> apis) {
  public Metadata {
    pallets = List.copyOf(pallets);
    apis = List.copyOf(apis);
  }

  /// Metadata as `state_getMetadata` answers it: "meta", the version, the rest.
  public static ScaleResult<Metadata> read(Bytes bytes) {
    return ScaleResult.ofAll(bytes, MetadataReader::read);
  }

  /// Metadata as `Metadata_metadata_at_version` answers it: an optional list of bytes.
  public static ScaleResult<Metadata> readOptional(Bytes bytes) {
    return ScaleResult.ofAll(bytes, Metadata::optional);
  }

  private static Metadata optional(ScaleReader reader) {
    if (!reader.flag()) {
      throw reader.problem(Kind.ABSENT, "the runtime has no metadata of this version");
    }
    return reader.nested().readAll(MetadataReader::read);
  }

  public Optional<Pallet> pallet(String name) {
    return pallets.stream().filter(pallet -> pallet.name().equals(name)).findFirst();
  }

  public Optional<Pallet> pallet(int index) {
    return pallets.stream().filter(pallet -> pallet.index() == index).findFirst();
  }

  public Optional<StorageEntry> storage(String pallet, String item) {
    return pallet(pallet).flatMap(found -> found.storage(item));
  }

  public Optional<RuntimeApi> api(String api, String method) {
    return apis.stream()
        .filter(found -> found.api().equals(api) && found.method().equals(method))
        .findFirst();
  }
}
