package io.byteleap.chain.subtensor;

import io.byteleap.chain.metadata.Hasher;
import io.byteleap.chain.metadata.Metadata;
import io.byteleap.chain.metadata.StorageEntry;
import io.byteleap.chain.metadata.StorageEntry.Default;
import io.byteleap.chain.metadata.StorageEntry.Nothing;
import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleRefusal.Kind;
import io.byteleap.scale.ScaleResult;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// An item of the chain's storage that is read: where it stands, how its keys are hashed, the shape
/// of its values, and how one is read.
public record StorageItem<V>(
    String pallet,
    String name,
    List<Hasher> hashers,
    String shape,
    Function<ScaleReader, V> reader) {
  public StorageItem {
    hashers = List.copyOf(hashers);
  }

  /// The key of one value; `keys` are as many as there are hashers.
  public StorageKey key(Bytes... keys) {
    if (keys.length != hashers.size()) {
      throw new IllegalArgumentException(name + " takes " + hashers.size() + " keys");
    }
    var key = StorageKey.of(pallet, name);
    for (int i = 0; i < keys.length; i++) {
      key = key.then(hashers.get(i), keys[i]);
    }
    return key;
  }

  /// A value that the chain answered.
  public ScaleResult<V> read(Bytes value) {
    return ScaleResult.ofAll(value, reader);
  }

  /// What it means that the chain has no value: the default of the metadata, or
  /// [Kind#ABSENT].
  public ScaleResult<V> absent(Metadata metadata) {
    return metadata
        .storage(pallet, name)
        .map(StorageEntry::absent)
        .map(this::absent)
        .orElseGet(() -> ScaleResult.refused(Kind.ABSENT, "the runtime has no " + this));
  }

  private ScaleResult<V> absent(StorageEntry.Absent absent) {
    return switch (absent) {
      case Default(var bytes) -> read(bytes);
      case Nothing() -> ScaleResult.refused(Kind.ABSENT, "no value of " + this);
    };
  }

  /// How the runtime's item differs from this one; empty when it is as expected.
  Optional<String> difference(Metadata metadata) {
    var entry = metadata.storage(pallet, name);
    if (entry.isEmpty()) {
      return Optional.of(this + " is missing");
    }
    if (!entry.get().hashers().equals(hashers)) {
      return Optional.of(this + " has keys " + entry.get().hashers());
    }
    String found = metadata.types().shape(entry.get().value());
    return found.equals(shape)
        ? Optional.empty()
        : Optional.of(this + " holds " + found + " instead of " + shape);
  }

  @Override
  public String toString() {
    return pallet + "." + name;
  }
}
