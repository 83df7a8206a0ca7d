package io.byteleap.worker.gpu.cuda;

import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.units.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Does by plain loops, and the JDK's cipher and digest, what kernels do.
final class SoftwareSession implements Session {
  private static final int BLOCK = 64;

  /// Regions are far from each other, so that no sum of an address and a size meets another.
  private static final long APART = 1L << 40;

  private final SoftwareCard card;
  private final TreeMap<Long, ByteBuffer> memory = new TreeMap<>();
  private final Map<Integer, MessageDigest> leaves = new HashMap<>();
  private long taken;
  private long marks;

  SoftwareSession(SoftwareCard card) {
    this.card = card;
  }

  @Override
  public long freeBytes() {
    card.called("freeBytes");
    return card.free();
  }

  @Override
  public Region allocate(long bytes) {
    card.called("allocate");
    card.take(bytes);
    taken += bytes;
    var region = new Region((memory.size() + 1) * APART, bytes);
    memory.put(
        region.address(),
        ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN));
    return region;
  }

  private ByteBuffer at(Region region) {
    var holder = memory.floorEntry(region.address());
    int from = Math.toIntExact(region.address() - holder.getKey());
    return holder
        .getValue()
        .slice(from, Math.toIntExact(region.bytes()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public Mark mark() {
    card.called("mark");
    return new Mark(++marks);
  }

  @Override
  public void set(Mark mark, Lane lane) {
    card.called("set");
  }

  @Override
  public void hold(Lane lane, Mark mark) {
    card.called("hold");
  }

  @Override
  public void await(Mark mark) {
    card.called("await");
  }

  @Override
  public void upload(int[] values, Region to) {
    card.called("upload");
    at(to).asIntBuffer().put(values);
  }

  @Override
  public void download(Region from, byte[] to) {
    card.called("download");
    at(from).get(to);
  }

  @Override
  public void download(Region from, int[] to) {
    card.called("download");
    at(from).asIntBuffer().get(to);
  }

  @Override
  public void fillRows(Region out, MatrixKey key, Span rows, int size) {
    card.called("fillRows");
    var target = at(out);
    for (int row = rows.first(); row < rows.first() + rows.count(); row++) {
      target.put(stream(key, row * (size / BLOCK), size));
    }
  }

  @Override
  public void fillListedRows(Region out, MatrixKey key, Region listed, int size) {
    card.called("fillListedRows");
    var target = at(out);
    var rows = at(listed).asIntBuffer();
    while (rows.hasRemaining()) {
      target.put(stream(key, rows.get() * (size / BLOCK), size));
    }
  }

  @Override
  public void fillColumns(Region out, MatrixKey key, Span columns, int size) {
    card.called("fillColumns");
    var target = at(out);
    for (int k = 0; k < size; k++) {
      byte[] row = stream(key, k * (size / BLOCK), size);
      for (int j = 0; j < columns.count(); j++) {
        target.put(j * size + k, row[columns.first() + j]);
      }
    }
  }

  private static byte[] stream(MatrixKey key, int block, int length) {
    try {
      var cipher = Cipher.getInstance("ChaCha20");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key.bytes().toArray(), "ChaCha20"),
          new ChaCha20ParameterSpec(new byte[12], block));
      return cipher.doFinal(new byte[length]);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void multiply(Operands operands, Extent extent) {
    card.called("multiply");
    int depth = extent.depth();
    var a = new byte[extent.rows() * depth];
    var b = new byte[extent.columns() * depth];
    at(operands.a()).get(a);
    at(operands.b()).get(b);
    var c = at(operands.c()).asIntBuffer();
    for (int i = 0; i < extent.rows(); i++) {
      for (int j = 0; j < extent.columns(); j++) {
        int sum = 0;
        for (int k = 0; k < depth; k++) {
          sum += a[i * depth + k] * b[j * depth + k];
        }
        c.put(i * extent.stride() + j, sum);
      }
    }
  }

  @Override
  public void mapRows(Region sums, Region a, Step step) {
    card.called("mapRows");
    var from = at(sums).asIntBuffer();
    var to = at(a);
    for (int i = 0; i < to.capacity(); i++) {
      int x = from.get(i) + i % step.shape().size() * 0x9E3779B1 + step.number() * 0x85EBCA77;
      x = (x ^ (x >>> 16)) * 0x21F0AAAD;
      x = (x ^ (x >>> 15)) * 0xD35A2D97;
      to.put(i, (byte) (x >>> 24));
    }
  }

  @Override
  public void hashRows(Region sums, Leaves where, Span rows, Step step) {
    card.called("hashRows");
    int rowBytes = step.shape().size() * Integer.BYTES;
    for (int i = 0; i < rows.count(); i++) {
      int row = rows.first() + i;
      var digest = step.isFirst() ? begun(where.binding(), row, step) : leaves.remove(row);
      Objects.requireNonNull(digest, "a row that was not begun");
      digest.update(at(sums).slice(i * rowBytes, rowBytes));
      if (step.isLast()) {
        at(where.digests()).put(row * 32, digest.digest());
      } else {
        leaves.put(row, digest);
      }
    }
  }

  private static MessageDigest begun(Bytes binding, int row, Step step) {
    var header = ByteBuffer.allocate(BLOCK).put(new byte[] {0, 2, 0, 0});
    header.putInt(step.shape().size()).putInt(step.shape().steps()).putInt(row);
    header.put(binding.asBuffer());
    var digest = Sha256.create();
    digest.update(header.array());
    return digest;
  }

  @Override
  public void close() {
    card.ended(taken);
  }
}
