package io.byteleap.scale;

import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleRefusal.Kind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Reads SCALE values one after another; refuses with a [ScaleProblem].
///
/// Counts are held against the bytes that are left before anything is allocated, so that a list
/// costs memory in proportion to the bytes that really came. Numbers must be in their shortest
/// form, as the runtime itself demands. Not safe for several threads.
///
/// Source: Substrate, "SCALE codec".
public final class ScaleReader {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int COMPACT_BYTES_MAX = 16;

  private final byte[] bytes;
  private final int end;
  private int position;

  private ScaleReader(byte[] bytes, int position, int end) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
  }

  public static ScaleReader of(Bytes bytes) {
    byte[] copy = bytes.toArray();
    return new ScaleReader(copy, 0, copy.length);
  }

  /// What `reader` makes of all bytes; refuses bytes that it leaves.
  public <T> T readAll(Function<ScaleReader, T> reader) {
    T value = reader.apply(this);
    finish();
    return value;
  }

  /// Refuses bytes that are left.
  public void finish() {
    if (position != end) {
      throw problem(Kind.TRAILING_BYTES, remaining() + " bytes left");
    }
  }

  public int remaining() {
    return end - position;
  }

  public int u8() {
    return bytes[advance(1)] & 0xff;
  }

  public int u16() {
    return (short) SHORTS.get(bytes, advance(2)) & 0xffff;
  }

  public long u32() {
    return (int) INTS.get(bytes, advance(4)) & 0xffff_ffffL;
  }

  /// The 64 bits of an unsigned number.
  public long u64() {
    return (long) LONGS.get(bytes, advance(8));
  }

  /// An unsigned number of 64 bits below 2^63, such as a block or an amount; refuses others.
  public long u63() {
    return below2To63(u64());
  }

  public BigInteger u128() {
    return unsigned(16);
  }

  /// An unsigned number of `size` bytes.
  public BigInteger unsigned(int size) {
    return new BigInteger(1, reversed(size));
  }

  /// A number of `size` bytes in two's complement.
  public BigInteger signed(int size) {
    return new BigInteger(reversed(size));
  }

  public boolean flag() {
    int mark = u8();
    if (mark > 1) {
      throw problem(Kind.NOT_A_FLAG, "flag " + mark);
    }
    return mark == 1;
  }

  /// A compact number of at most 64 bits, as those bits.
  public long compact() {
    int first = u8();
    return switch (first & 3) {
      case 0 -> first >>> 2;
      case 1 -> atLeast(1 << 6, first >>> 2 | (long) u8() << 6);
      case 2 -> {
        position--;
        yield atLeast(1 << 14, u32() >>> 2);
      }
      default -> compactBits(first);
    };
  }

  private long compactBits(int first) {
    int size = (first >>> 2) + 4;
    if (size > Long.BYTES) {
      throw problem(Kind.OUT_OF_RANGE, "compact number of " + size + " bytes");
    }
    int at = advance(size);
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = (value << 8) | (bytes[at + i] & 0xff);
    }
    checkLargest(size, at, Long.compareUnsigned(value, 1 << 30) >= 0);
    return value;
  }

  /// A compact number below 2^63.
  public long compact63() {
    return below2To63(compact());
  }

  /// A compact number of at most `max`.
  public int compactInt(int max) {
    long value = compact();
    if (value < 0 || value > max) {
      throw problem(Kind.OUT_OF_RANGE, Long.toUnsignedString(value) + " above " + max);
    }
    return (int) value;
  }

  /// A compact number of at most 128 bits.
  public BigInteger compactBig() {
    int first = u8();
    int size = (first >>> 2) + 4;
    if ((first & 3) != 3 || size <= Long.BYTES) {
      position--;
      return new BigInteger(1, ByteBuffer.allocate(Long.BYTES).putLong(compact()).array());
    }
    if (size > COMPACT_BYTES_MAX) {
      throw problem(Kind.OUT_OF_RANGE, "compact number of " + size + " bytes");
    }
    int at = position;
    BigInteger value = unsigned(size);
    checkLargest(size, at, true);
    return value;
  }

  private void checkLargest(int size, int at, boolean needsFourBytes) {
    if ((size > 4 && bytes[at + size - 1] == 0) || !needsFourBytes) {
      throw problem(Kind.NOT_CANONICAL, "compact number with leading zeros");
    }
  }

  private long atLeast(long least, long value) {
    if (value < least) {
      throw problem(Kind.NOT_CANONICAL, "compact number " + value + " in too many bytes");
    }
    return value;
  }

  private long below2To63(long value) {
    if (value < 0) {
      throw problem(Kind.OUT_OF_RANGE, Long.toUnsignedString(value) + " is 2^63 or more");
    }
    return value;
  }

  /// The count of a list whose items have `itemBytesMin` bytes or more (at least one).
  public int count(int itemBytesMin) {
    long count = compact();
    if (count < 0 || count > remaining() / Math.max(1, itemBytesMin)) {
      throw problem(
          Kind.COUNT_TOO_LARGE,
          Long.toUnsignedString(count) + " items in " + remaining() + " bytes");
    }
    return (int) count;
  }

  public <T> List<T> list(int itemBytesMin, Function<ScaleReader, T> item) {
    int count = count(itemBytesMin);
    var items = new ArrayList<T>(count);
    for (int i = 0; i < count; i++) {
      items.add(item.apply(this));
    }
    return Collections.unmodifiableList(items);
  }

  public <T> Optional<T> option(Function<ScaleReader, T> some) {
    return flag() ? Optional.of(some.apply(this)) : Optional.empty();
  }

  /// `length` bytes as they are.
  public Bytes raw(int length) {
    int at = advance(length);
    return Bytes.copyOf(Arrays.copyOfRange(bytes, at, at + length));
  }

  /// A list of bytes.
  public Bytes bytes() {
    return raw(count(1));
  }

  /// A reader of the list of bytes that comes next.
  public ScaleReader nested() {
    int length = count(1);
    int at = advance(length);
    return new ScaleReader(bytes, at, at + length);
  }

  public String text() {
    int length = count(1);
    var buffer = ByteBuffer.wrap(bytes, advance(length), length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
    } catch (CharacterCodingException e) {
      throw problem(Kind.NOT_TEXT, "text of " + length + " bytes");
    }
  }

  public void skip(int length) {
    advance(length);
  }

  public ScaleProblem problem(Kind kind, String detail) {
    return new ScaleProblem(kind, detail + " at byte " + position + " of " + end);
  }

  private byte[] reversed(int size) {
    int at = advance(size);
    byte[] bigEndian = new byte[size];
    for (int i = 0; i < size; i++) {
      bigEndian[i] = bytes[at + size - 1 - i];
    }
    return bigEndian;
  }

  /// Where the next `length` bytes begin.
  private int advance(int length) {
    if (length < 0 || length > remaining()) {
      throw problem(Kind.TRUNCATED, length + " bytes wanted, " + remaining() + " left");
    }
    int at = position;
    position += length;
    return at;
  }
}
