package io.byteleap.worker.gpu.cuda;

/// A piece of a card's memory. Where it ends is checked here, since the card does not.
record Region(long address, long bytes) {
  Region {
    if (address == 0 || bytes < 0) {
      throw new IllegalArgumentException("no region of %d bytes at 0x%x".formatted(bytes, address));
    }
  }

  /// `length` bytes of it, from byte `offset` on.
  Region part(long offset, long length) {
    if (offset < 0 || length < 0 || offset > bytes - length) {
      throw new IllegalStateException(
          "BUG: %d bytes from %d on of %d".formatted(length, offset, bytes));
    }
    return new Region(address + offset, length);
  }

  /// Its first `length` bytes.
  Region first(long length) {
    return part(0, length);
  }
}
