package io.byteleap.keys;

import cafe.cryptography.curve25519.CompressedRistretto;
import cafe.cryptography.curve25519.Constants;
import cafe.cryptography.curve25519.InvalidEncodingException;
import cafe.cryptography.curve25519.RistrettoElement;
import cafe.cryptography.curve25519.RistrettoGeneratorTable;
import cafe.cryptography.curve25519.Scalar;
import java.util.Optional;
import java.util.function.Function;

/// The group ristretto255 and its scalars, as much of it as sr25519 needs. The only class that
/// knows the library underneath.
///
/// Scalars are 32 bytes, little-endian; *canonical* ones are below the order of the group, and
/// every other method takes canonical ones. Multiplication takes the same time whatever the
/// scalar. Source: RFC 9496.
final class Ristretto {
  static final int SCALAR_BYTES = 32;
  static final int POINT_BYTES = 32;
  static final int WIDE_BYTES = 64;

  private Ristretto() {}

  /// An element of the group, decoded.
  static final class Point {
    private final RistrettoElement element;
    private final Function<Scalar, RistrettoElement> times;

    private Point(RistrettoElement element, Function<Scalar, RistrettoElement> times) {
      this.element = element;
      this.times = times;
    }

    /// The same element with a table of its multiples, some 60 KiB: multiplies three times as fast,
    /// and costs as much as ten to twenty multiplications to make.
    Point prepared() {
      return new Point(element, new RistrettoGeneratorTable(element)::multiply);
    }
  }

  /// The element that these 32 bytes are the encoding of; empty when there is none.
  static Optional<Point> decoded(byte[] encoding) {
    if (encoding.length != POINT_BYTES) {
      return Optional.empty();
    }
    try {
      var element = new CompressedRistretto(encoding.clone()).decompress();
      return Optional.of(new Point(element, element::multiply));
    } catch (InvalidEncodingException e) {
      return Optional.empty();
    }
  }

  /// The encoding of `scalar` times the generator.
  static byte[] timesGenerator(byte[] scalar) {
    return encoded(Constants.RISTRETTO_GENERATOR_TABLE.multiply(canonical(scalar)));
  }

  /// The encoding of `s` times the generator less `k` times `point`.
  static byte[] difference(byte[] s, byte[] k, Point point) {
    return encoded(
        Constants.RISTRETTO_GENERATOR_TABLE
            .multiply(canonical(s))
            .subtract(point.times.apply(canonical(k))));
  }

  static boolean isCanonical(byte[] scalar) {
    try {
      canonical(scalar);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// A number of 64 bytes, little-endian, modulo the order of the group.
  static byte[] reduced(byte[] wide) {
    return Scalar.fromBytesModOrderWide(wide).toByteArray();
  }

  static byte[] sum(byte[] a, byte[] b) {
    return canonical(a).add(canonical(b)).toByteArray();
  }

  /// `a` times `b` plus `c`.
  static byte[] productPlus(byte[] a, byte[] b, byte[] c) {
    return canonical(a).multiplyAndAdd(canonical(b), canonical(c)).toByteArray();
  }

  private static Scalar canonical(byte[] scalar) {
    return Scalar.fromCanonicalBytes(scalar);
  }

  private static byte[] encoded(RistrettoElement element) {
    return element.compress().toByteArray();
  }
}
