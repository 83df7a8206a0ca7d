package io.byteleap.wire.exact;

import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.OpenedRow;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.exact.RowValues;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.exact.TreePath;
import io.byteleap.domain.units.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// An opening as one binary frame (`protocol-v2.md`), read against the request that it answers.
///
/// The request says how long a good frame is, to the byte, so that a frame of any other length is
/// refused before anything of it is read; a good one costs its own length in memory.
public final class OpeningFrame {
  private static final int MAGIC = 0x424C5832; // "BLX2"

  private OpeningFrame() {}

  /// What came of reading a frame.
  public sealed interface Read {}

  public record Opened(List<OpenedRow> rows) implements Read {
    public Opened {
      rows = List.copyOf(rows);
    }
  }

  public record Refused(ExactRefusal why) implements Read {}

  /// How many bytes every good answer to `request` has.
  public static int lengthOf(OpeningRequest request) {
    int rows = request.shape().rows();
    int length = headLength(request);
    for (int row : request.rows()) {
      length += Integer.BYTES + request.shape().rowBytes();
      length += Byte.BYTES + TreePath.lengthOf(row, rows) * TreeHash.LENGTH;
    }
    return length;
  }

  private static int headLength(OpeningRequest request) {
    return 3 * Integer.BYTES
        + 3 * Short.BYTES
        + utf8(request.challenge().value()).length
        + utf8(request.unit().value()).length;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// The frame that answers `request` with `rows`, which must be those that were asked for.
  public static Bytes encode(OpeningRequest request, List<OpenedRow> rows) {
    if (!rows.stream().map(OpenedRow::index).toList().equals(request.rows())) {
      throw new IllegalArgumentException("not the rows that were asked for");
    }
    var frame = ByteBuffer.allocate(lengthOf(request));
    putHead(frame, request);
    for (var row : rows) {
      frame.putInt(row.index());
      putValues(frame, row.values().toArray());
      frame.put((byte) row.path().hashes().size());
      row.path().hashes().forEach(hash -> frame.put(hash.bytes().asBuffer()));
    }
    return Bytes.adopting(frame.array());
  }

  private static void putHead(ByteBuffer frame, OpeningRequest request) {
    frame.putInt(MAGIC).putInt(request.shape().size()).putInt(request.shape().steps());
    frame.putShort((short) request.rows().size());
    putText(frame, request.challenge().value());
    putText(frame, request.unit().value());
  }

  private static void putText(ByteBuffer frame, String text) {
    byte[] bytes = utf8(text);
    frame.putShort((short) bytes.length).put(bytes);
  }

  private static void putValues(ByteBuffer frame, int[] values) {
    int end = frame.position() + values.length * Integer.BYTES;
    frame.slice().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
    frame.position(end);
  }

  /// Reads `frame` as the answer to `request`.
  public static Read decode(OpeningRequest request, Bytes frame) {
    if (frame.length() != lengthOf(request)) {
      return new Refused(ExactRefusal.FRAME_LENGTH);
    }
    var bytes = frame.asBuffer();
    if (bytes.getInt() != MAGIC) {
      return new Refused(ExactRefusal.FRAME_KIND);
    }
    if (bytes.getInt() != request.shape().size() || bytes.getInt() != request.shape().steps()) {
      return new Refused(ExactRefusal.OTHER_SHAPE);
    }
    if (Short.toUnsignedInt(bytes.getShort()) != request.rows().size()) {
      return new Refused(ExactRefusal.OTHER_ROWS);
    }
    if (!takesText(bytes, request.challenge().value())) {
      return new Refused(ExactRefusal.OTHER_CHALLENGE);
    }
    if (!takesText(bytes, request.unit().value())) {
      return new Refused(ExactRefusal.OTHER_UNIT);
    }
    return readRows(request, bytes);
  }

  private static boolean takesText(ByteBuffer bytes, String text) {
    byte[] expected = utf8(text);
    if (Short.toUnsignedInt(bytes.getShort()) != expected.length) {
      return false;
    }
    byte[] actual = new byte[expected.length];
    bytes.get(actual);
    return Arrays.equals(actual, expected);
  }

  private static Read readRows(OpeningRequest request, ByteBuffer bytes) {
    List<OpenedRow> rows = new ArrayList<>(request.rows().size());
    for (int row : request.rows()) {
      if (bytes.getInt() != row) {
        return new Refused(ExactRefusal.OTHER_ROWS);
      }
      var values = readValues(bytes, request.shape().rowValues());
      int hashCount = Byte.toUnsignedInt(bytes.get());
      if (hashCount != TreePath.lengthOf(row, request.shape().rows())) {
        return new Refused(ExactRefusal.PATH_LENGTH);
      }
      rows.add(new OpenedRow(row, values, readPath(bytes, hashCount)));
    }
    return new Opened(rows);
  }

  private static RowValues readValues(ByteBuffer bytes, int count) {
    int[] values = new int[count];
    int end = bytes.position() + count * Integer.BYTES;
    bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
    bytes.position(end);
    return RowValues.adopting(values);
  }

  private static TreePath readPath(ByteBuffer bytes, int hashCount) {
    List<TreeHash> hashes = new ArrayList<>(hashCount);
    for (int i = 0; i < hashCount; i++) {
      byte[] hash = new byte[TreeHash.LENGTH];
      bytes.get(hash);
      hashes.add(new TreeHash(Bytes.adopting(hash)));
    }
    return new TreePath(hashes);
  }
}
