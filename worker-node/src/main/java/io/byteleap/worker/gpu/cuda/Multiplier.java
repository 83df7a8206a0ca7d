package io.byteleap.worker.gpu.cuda;

import io.byteleap.worker.gpu.cuda.Session.Extent;
import io.byteleap.worker.gpu.cuda.Session.Operands;

/// Multiplies in one context, in the stream that it is given.
interface Multiplier {
  /// `c = a * b`, as [Session#multiply] has it; the operands are as large as the extent says.
  void multiply(Operands operands, Extent extent, long stream);
}
