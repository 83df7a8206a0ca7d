package io.byteleap.chain.metadata;

import io.byteleap.chain.metadata.TypeDef.Variant;
import java.util.List;
import java.util.Optional;

/// A pallet of the runtime; what it does not have is an empty list.
public record Pallet(
    String name,
    int index,
    List<StorageEntry> storage,
    List<Variant> calls,
    List<Variant> events,
    List<Variant> errors) {
  public Pallet {
    storage = List.copyOf(storage);
    calls = List.copyOf(calls);
    events = List.copyOf(events);
    errors = List.copyOf(errors);
  }

  public Optional<StorageEntry> storage(String item) {
    return storage.stream().filter(entry -> entry.name().equals(item)).findFirst();
  }

  public Optional<Variant> call(String call) {
    return calls.stream().filter(variant -> variant.name().equals(call)).findFirst();
  }

  public Optional<Variant> error(int error) {
    return errors.stream().filter(variant -> variant.index() == error).findFirst();
  }
}
