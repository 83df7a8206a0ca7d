package io.byteleap.chain.metadata;

import io.byteleap.domain.units.Bytes;
import java.util.List;

/// A storage item of a pallet: how its keys are hashed (no hashers: one value), the type of its
/// values, and what an absent value means: `absent` holds the bytes of the default, or nothing is
/// there.
public record StorageEntry(String name, List<Hasher> hashers, TypeId value, Absent absent) {
  public StorageEntry {
    hashers = List.copyOf(hashers);
  }

  public sealed interface Absent {}

  public record Nothing() implements Absent {}

  public record Default(Bytes bytes) implements Absent {}
}
