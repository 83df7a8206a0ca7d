package io.byteleap.worker.gpu.cuda;

/// Neighbouring rows or columns: `count` of them from `first` on.
record Span(int first, int count) {
  Span {
    if (first < 0 || count < 1) {
      throw new IllegalArgumentException("no span of %d from %d on".formatted(count, first));
    }
  }

  static Span all(int count) {
    return new Span(0, count);
  }
}
