package io.byteleap.domain.admission;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The secret of a join token, 32 bytes. Never travels: what does is a [TokenProof], an HMAC-SHA256
/// over the statement of the worker that joins, so that a proof that was overheard lets no other
/// key, id or connection in. Prints as `***`.
public final class TokenSecret {
  static final int BYTES = 32;
  private static final String HMAC = "HmacSHA256";
  private static final byte[] PURPOSE =
      "byteleap join token 1\0".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes;

  private TokenSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  public static TokenSecret draw(RandomGenerator random) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new TokenSecret(bytes);
  }

  /// Reads what [#reveal] wrote. The refusal does not show the text.
  public static TokenSecret ofHex(String hex) {
    return new TokenSecret(HexFormat.of().parseHex(HexBytes.checked("token secret", hex, BYTES)));
  }

  /// The secret as hex, for the token's own text and the miner's file.
  public String reveal() {
    return HexFormat.of().formatHex(bytes);
  }

  public TokenProof proofOf(Statement statement) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(bytes, HMAC));
      mac.update(PURPOSE);
      mac.update(statement.bytes().asBuffer());
      return new TokenProof(HexFormat.of().formatHex(mac.doFinal()));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("BUG: every JDK has " + HMAC, e);
    }
  }

  /// Whether `proof` is this secret's for `statement`, in a time that does not depend on where it
  /// is wrong.
  public boolean proves(Statement statement, TokenProof proof) {
    return MessageDigest.isEqual(
        proofOf(statement).hex().getBytes(StandardCharsets.US_ASCII),
        proof.hex().getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenSecret that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 0; // nothing of a secret shows, and there are few
  }

  @Override
  public String toString() {
    return "***";
  }
}
