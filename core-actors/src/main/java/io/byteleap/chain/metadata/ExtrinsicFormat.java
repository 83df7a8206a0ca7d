package io.byteleap.chain.metadata;

import java.util.List;

/// What a signed transaction of the runtime is made of. Types that version 14 does not name are
/// found by their parameter's name.
public record ExtrinsicFormat(
    int version, TypeId address, TypeId signature, List<Extension> extensions) {
  public ExtrinsicFormat {
    extensions = List.copyOf(extensions);
  }

  /// A signed extension: what it adds to the transaction, and what it adds only to what is signed.
  public record Extension(String name, TypeId extra, TypeId additional) {}
}
