package io.byteleap.miner.admission;

import java.io.IOException;

/// Where the book lies. One writer.
public interface BookStore {
  /// The book as it was last kept.
  Book book();

  /// Keeps `next` for good before it returns; when it fails, the old one is still there.
  void keep(Book next) throws IOException;
}
