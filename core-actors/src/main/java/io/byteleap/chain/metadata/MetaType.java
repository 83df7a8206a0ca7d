package io.byteleap.chain.metadata;

import io.byteleap.chain.metadata.TypeDef.Field;
import java.util.List;

/// A type of the registry: its path (`sp_core::crypto::AccountId32`, empty when it has none), those
/// of its parameters that are types, and how it is built.
public record MetaType(String path, List<Field> parameters, TypeDef definition) {
  public MetaType {
    parameters = List.copyOf(parameters);
  }

  /// Last part of the path.
  public String name() {
    return path.substring(path.lastIndexOf(':') + 1);
  }
}
