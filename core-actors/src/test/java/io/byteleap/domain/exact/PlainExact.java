package io.byteleap.domain.exact;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The exact product a second time, from `protocol-v2.md` alone: plain loops, one entry after
/// another, and nothing of the code that it is held against. What golden vectors are made with.
final class PlainExact {
  private static final BigInteger P = BigInteger.TWO.pow(61).subtract(BigInteger.ONE);

  private PlainExact() {}

  /// One work: its product of every step, and its leaves.
  static final class Product {
    final int n;
    final int t;
    final byte[][] a;
    final byte[][] b;
    final int[][][] steps;
    final List<byte[]> leaves = new ArrayList<>();

    Product(byte[][] a, byte[][] b, int t) {
      this.n = a.length;
      this.t = t;
      this.a = a;
      this.b = b;
      this.steps = new int[t][][];
    }

    /// The same, of which only the first `rows` rows were made.
    Product first(int rows) {
      var first = new Product(a, b, t);
      System.arraycopy(steps, 0, first.steps, 0, t);
      first.leaves.addAll(leaves.subList(0, rows));
      return first;
    }

    byte[] root() {
      return treeHash(leaves);
    }
  }

  static Product product(
      byte[] keyOfA, byte[] keyOfB, String challenge, String unit, int n, int t) {
    var product = new Product(matrix(keyOfA, n), matrix(keyOfB, n), t);
    byte[][] left = product.a;
    for (int i = 1; i <= t; i++) {
      product.steps[i - 1] = multiplied(left, product.b, n);
      left = mapped(product.steps[i - 1], i, n);
    }
    byte[] binding = binding(challenge, unit);
    for (int r = 0; r < n; r++) {
      product.leaves.add(leaf(binding, n, t, r, row(product.steps, r)));
    }
    return product;
  }

  static byte[] keyOfB(byte[] roundSecret, int n) {
    return hmac(roundSecret, texts("byteleap exact key B 2", "" + n));
  }

  static byte[] keyOfA(
      byte[] roundSecret, String hotkey, String worker, String unit, String challenge) {
    return hmac(roundSecret, texts("byteleap exact key A 2", hotkey, worker, unit, challenge));
  }

  static byte[] binding(String challenge, String unit) {
    return sha256(texts("byteleap exact unit 2", challenge, unit));
  }

  static byte[] statement(String... texts) {
    return statementOf("byteleap exact commitment 2", texts);
  }

  /// Of a unit that worked until a bell, with the number of its rows after that of its steps.
  static byte[] statementOfFirstRows(String... texts) {
    return statementOf("byteleap exact commitment to first rows 2", texts);
  }

  private static byte[] statementOf(String kind, String... texts) {
    String[] all = new String[texts.length + 1];
    all[0] = kind;
    System.arraycopy(texts, 0, all, 1, texts.length);
    return texts(all);
  }

  static byte[] frame(Product product, String challenge, String unit, int... rows) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0x42, 0x4C, 0x58, 0x32});
    big(out, product.n, 4);
    big(out, product.t, 4);
    big(out, rows.length, 2);
    for (String text : new String[] {challenge, unit}) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      big(out, bytes.length, 2);
      out.writeBytes(bytes);
    }
    for (int r : rows) {
      big(out, r, 4);
      for (int value : row(product.steps, r)) {
        little(out, value);
      }
      List<byte[]> path = path(r, product.leaves);
      out.write(path.size());
      path.forEach(out::writeBytes);
    }
    return out.toByteArray();
  }

  /// All steps of row `r`, one after another.
  static int[] row(int[][][] steps, int r) {
    int n = steps[0].length;
    int[] values = new int[steps.length * n];
    for (int i = 0; i < steps.length; i++) {
      for (int j = 0; j < n; j++) {
        values[i * n + j] = steps[i][r][j];
      }
    }
    return values;
  }

  static int[][] multiplied(byte[][] left, byte[][] b, int n) {
    int[][] c = new int[n][n];
    for (int r = 0; r < n; r++) {
      for (int k = 0; k < n; k++) {
        for (int j = 0; j < n; j++) {
          c[r][j] += left[r][k] * b[k][j];
        }
      }
    }
    return c;
  }

  private static byte[][] mapped(int[][] c, int step, int n) {
    byte[][] next = new byte[n][n];
    for (int r = 0; r < n; r++) {
      for (int j = 0; j < n; j++) {
        next[r][j] = map(c[r][j], j, step);
      }
    }
    return next;
  }

  /// In 64-bit arithmetic, cut to 32 bits after each step.
  static byte map(int value, int j, int i) {
    long mask = 0xffffffffL;
    long x = (value + j * 0x9E3779B1L + i * 0x85EBCA77L) & mask;
    x ^= x >> 16;
    x = x * 0x21F0AAADL & mask;
    x ^= x >> 15;
    x = x * 0xD35A2D97L & mask;
    return (byte) (x >> 24);
  }

  static byte[][] matrix(byte[] key, int n) {
    byte[][] entries = new byte[n][n];
    for (int block = 0; block < n * n / 64; block++) {
      byte[] bytes = chachaBlock(key, block);
      for (int i = 0; i < 64; i++) {
        int at = block * 64 + i;
        entries[at / n][at % n] = bytes[i];
      }
    }
    return entries;
  }

  /// RFC 8439, section 2.3, with a nonce of zeros.
  static byte[] chachaBlock(byte[] key, int counter) {
    int[] start = new int[16];
    byte[] constant = "expand 32-byte k".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 4; i++) {
      start[i] = word(constant, 4 * i);
    }
    for (int i = 0; i < 8; i++) {
      start[4 + i] = word(key, 4 * i);
    }
    start[12] = counter;
    int[] s = start.clone();
    for (int round = 0; round < 10; round++) {
      quarter(s, 0, 4, 8, 12);
      quarter(s, 1, 5, 9, 13);
      quarter(s, 2, 6, 10, 14);
      quarter(s, 3, 7, 11, 15);
      quarter(s, 0, 5, 10, 15);
      quarter(s, 1, 6, 11, 12);
      quarter(s, 2, 7, 8, 13);
      quarter(s, 3, 4, 9, 14);
    }
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < 16; i++) {
      little(out, s[i] + start[i]);
    }
    return out.toByteArray();
  }

  private static void quarter(int[] s, int a, int b, int c, int d) {
    s[a] += s[b];
    s[d] = Integer.rotateLeft(s[d] ^ s[a], 16);
    s[c] += s[d];
    s[b] = Integer.rotateLeft(s[b] ^ s[c], 12);
    s[a] += s[b];
    s[d] = Integer.rotateLeft(s[d] ^ s[a], 8);
    s[c] += s[d];
    s[b] = Integer.rotateLeft(s[b] ^ s[c], 7);
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | (bytes[at + 3] & 0xff) << 24;
  }

  static byte[] leaf(byte[] binding, int n, int t, int r, int[] values) {
    var out = new ByteArrayOutputStream();
    out.write(0);
    out.write(2);
    big(out, 0, 2);
    big(out, n, 4);
    big(out, t, 4);
    big(out, r, 4);
    out.writeBytes(binding);
    out.writeBytes(new byte[16]);
    for (int value : values) {
      little(out, value);
    }
    return sha256(out.toByteArray());
  }

  /// RFC 6962, section 2.1, word for word.
  static byte[] treeHash(List<byte[]> leaves) {
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int k = largestPowerBelow(leaves.size());
    return node(treeHash(leaves.subList(0, k)), treeHash(leaves.subList(k, leaves.size())));
  }

  /// RFC 6962, section 2.1.1, word for word.
  static List<byte[]> path(int m, List<byte[]> leaves) {
    if (leaves.size() == 1) {
      return List.of();
    }
    int k = largestPowerBelow(leaves.size());
    List<byte[]> left = leaves.subList(0, k);
    List<byte[]> right = leaves.subList(k, leaves.size());
    List<byte[]> path = new ArrayList<>(m < k ? path(m, left) : path(m - k, right));
    path.add(treeHash(m < k ? right : left));
    return path;
  }

  private static int largestPowerBelow(int n) {
    int k = 1;
    while (2 * k < n) {
      k *= 2;
    }
    return k;
  }

  private static byte[] node(byte[] left, byte[] right) {
    var out = new ByteArrayOutputStream();
    out.write(1);
    out.writeBytes(left);
    out.writeBytes(right);
    return sha256(out.toByteArray());
  }

  /// Whether a row of C is that of its row of A, by big integers: C·s = A·(B·s) modulo p.
  static boolean holds(byte[] rowOfA, byte[][] b, int[] rowOfC, BigInteger[] s) {
    BigInteger left = BigInteger.ZERO;
    BigInteger right = BigInteger.ZERO;
    for (int k = 0; k < s.length; k++) {
      left = left.add(BigInteger.valueOf(rowOfC[k]).multiply(s[k]));
      BigInteger v = BigInteger.ZERO;
      for (int j = 0; j < s.length; j++) {
        v = v.add(BigInteger.valueOf(b[k][j]).multiply(s[j]));
      }
      right = right.add(BigInteger.valueOf(rowOfA[k]).multiply(v));
    }
    return left.subtract(right).mod(P).signum() == 0;
  }

  private static byte[] texts(String... texts) {
    var out = new ByteArrayOutputStream();
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      big(out, bytes.length, 4);
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  private static void big(ByteArrayOutputStream out, int value, int bytes) {
    for (int i = bytes - 1; i >= 0; i--) {
      out.write(value >> (8 * i));
    }
  }

  private static void little(ByteArrayOutputStream out, int value) {
    for (int i = 0; i < 4; i++) {
      out.write(value >> (8 * i));
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Arrays.copyOf(key, key.length), "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
