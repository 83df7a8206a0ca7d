package io.byteleap.domain.gpu;

import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.matrix.MatrixSeed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The 64-bit seed of one GPU's matrices: the first 8 bytes, little-endian, of the SHA-256 of
/// `<challenge seed>|<GPU UUID>`, so that no two GPUs do the same work.
public record GpuSeed(long value) {
  public static GpuSeed of(MatrixSeed seed, UnitId gpu) {
    String text = seed.hex() + "|" + gpu.value();
    byte[] digest = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    return new GpuSeed(ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN).getLong());
  }
}
