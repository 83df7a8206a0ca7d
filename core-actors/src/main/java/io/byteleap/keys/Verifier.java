package io.byteleap.keys;

import io.byteleap.domain.identity.Hotkey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Checks signatures of one key. Holds the key's decoded point, so that whoever hears from the same
/// key again keeps its verifier. Immutable.
public final class Verifier {
  private static final byte[] WRAP_BEGIN = "<Bytes>".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WRAP_END = "</Bytes>".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] IDENTITY = new byte[Ristretto.POINT_BYTES];

  private final byte[] publicKey;
  private final Ristretto.Point point;

  private Verifier(byte[] publicKey, Ristretto.Point point) {
    this.publicKey = publicKey;
    this.point = point;
  }

  /// Empty when `key` is not the encoding of a point, or that of the identity, for which anybody
  /// can sign: the chain uses it as the address of nobody.
  public static Optional<Verifier> of(PublicKey key) {
    byte[] bytes = key.bytes().toArray();
    return Arrays.equals(bytes, IDENTITY)
        ? Optional.empty()
        : Ristretto.decoded(bytes).map(point -> new Verifier(bytes, point));
  }

  /// The verifier of an SS58 address; empty when `address` is none, or of a key as above.
  public static Optional<Verifier> of(Hotkey address) {
    return switch (Ss58.read(address.value())) {
      case Ss58.Address(var key) -> of(key);
      case Ss58.Refused _ -> Optional.empty();
    };
  }

  /// This verifier with a table of some 60 KiB, with which it checks nearly twice as fast. Making
  /// the table takes as long as ten checks: for a key that is heard from often.
  public Verifier prepared() {
    return new Verifier(publicKey, point.prepared());
  }

  /// Checks a signature of exactly `message`.
  public SignatureCheck check(byte[] message, Signature signature) {
    byte[] s = signature.s();
    if (!signature.isMarked() || !Ristretto.isCanonical(s)) {
      return SignatureCheck.MALFORMED;
    }
    byte[] r = signature.r();
    byte[] k = Schnorrkel.challenge(Schnorrkel.signing(message, publicKey), r);
    return Arrays.equals(Ristretto.difference(s, k, point), r)
        ? SignatureCheck.GOOD
        : SignatureCheck.WRONG;
  }

  /// Checks a signature of `message` or of `<Bytes>message</Bytes>`, which is what browsers'
  /// wallets sign; the network's software takes both. A wrong one costs twice the work.
  public SignatureCheck checkAlsoWrapped(byte[] message, Signature signature) {
    return switch (check(message, signature)) {
      case GOOD -> SignatureCheck.GOOD;
      case MALFORMED -> SignatureCheck.MALFORMED;
      case WRONG -> check(wrapped(message), signature);
    };
  }

  /// `message` as a browser's wallet signs it.
  static byte[] wrapped(byte[] message) {
    var wrapped = new ByteArrayOutputStream(WRAP_BEGIN.length + message.length + WRAP_END.length);
    wrapped.writeBytes(WRAP_BEGIN);
    wrapped.writeBytes(message);
    wrapped.writeBytes(WRAP_END);
    return wrapped.toByteArray();
  }
}
