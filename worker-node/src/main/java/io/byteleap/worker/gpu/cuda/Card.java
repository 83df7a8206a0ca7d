package io.byteleap.worker.gpu.cuda;

/// One GPU that can compute exact products.
interface Card extends AutoCloseable {
  CardFacts facts();

  /// Work on the card begins; a [CudaFault] when it cannot. Any platform thread may have a session,
  /// several threads one each; a session stays with its thread.
  Session session();

  /// Gives back all that this process holds of the card. Sessions must have ended.
  @Override
  void close();
}
