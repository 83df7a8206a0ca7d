package io.byteleap.worker.gpu.cuda;

import io.byteleap.domain.exact.ExactShape;

/// One step of a work, 1 to the last.
record Step(ExactShape shape, int number) {
  Step {
    if (number < 1 || number > shape.steps()) {
      throw new IllegalArgumentException("no step %d of %d".formatted(number, shape.steps()));
    }
  }

  boolean isFirst() {
    return number == 1;
  }

  boolean isLast() {
    return number == shape.steps();
  }
}
