package io.byteleap.domain.identity;

/// Height of a block of the chain, from 0 (genesis).
public record BlockNumber(long value) implements Comparable<BlockNumber> {
  public static final BlockNumber GENESIS = new BlockNumber(0);

  public BlockNumber {
    if (value < 0) {
      throw new IllegalArgumentException("block number below 0: " + value);
    }
  }

  /// Blocks from `earlier` to this one; 0 when `earlier` is later.
  public long since(BlockNumber earlier) {
    return Math.max(0, value - earlier.value);
  }

  @Override
  public int compareTo(BlockNumber other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
