package io.byteleap.validator.enrolment;

import io.byteleap.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/// A key that signs as ES256 does (RFC 7518 3.4): ECDSA on P-256 with SHA-256. Its public half is a
/// JWK, named by its thumbprint (RFC 7638). Prints its name only.
final class GatewayKey {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final String CURVE = "P-256";
  private static final String ALGORITHM = "SHA256withECDSAinP1363Format";

  private final PrivateKey key;
  private final PublicKey publicKey;
  private final JsonObject coordinates;
  private final String id;

  private GatewayKey(PrivateKey key, PublicKey publicKey, JsonObject coordinates) {
    this.key = key;
    this.publicKey = publicKey;
    this.coordinates = coordinates;
    this.id = thumbprint(coordinates);
  }

  /// Refused: a key of another curve, or none at all (0, or not below the curve's order).
  static GatewayKey of(ECPrivateKey key) {
    var curve = CustomNamedCurves.getByName(CURVE);
    var secret = key.getS();
    boolean isOurs =
        key.getParams().getOrder().equals(curve.getN())
            && key.getParams().getCurve().getA().equals(curve.getCurve().getA().toBigInteger())
            && key.getParams().getCurve().getB().equals(curve.getCurve().getB().toBigInteger());
    if (!isOurs || secret.signum() <= 0 || secret.compareTo(curve.getN()) >= 0) {
      throw new IllegalArgumentException("not a key on " + CURVE);
    }
    var point = curve.getG().multiply(secret).normalize();
    return new GatewayKey(
        key,
        publicKey(
            point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger(), key),
        JsonObject.builder()
            .put("crv", CURVE)
            .put("kty", "EC")
            .put("x", BASE64URL.encodeToString(point.getAffineXCoord().getEncoded()))
            .put("y", BASE64URL.encodeToString(point.getAffineYCoord().getEncoded()))
            .build());
  }

  private static PublicKey publicKey(BigInteger x, BigInteger y, ECPrivateKey key) {
    try {
      return KeyFactory.getInstance("EC")
          .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), key.getParams()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: a point of the curve is no key", e);
    }
  }

  /// Whether this key made `signature` (R and S) over `text`.
  boolean verifies(String text, byte[] signature) {
    try {
      var verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(publicKey);
      verifier.update(text.getBytes(StandardCharsets.US_ASCII));
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // no signature at all
    }
  }

  /// The thumbprint of the public half.
  String id() {
    return id;
  }

  /// The public half, as a set of one key (RFC 7517 5), which gateways read.
  JsonObject publicSet() {
    var jwk =
        JsonObject.builder()
            .putAll(coordinates)
            .put("alg", "ES256")
            .put("kid", id)
            .put("use", "sig")
            .build();
    return JsonObject.builder().putObjects("keys", List.of(jwk)).build();
  }

  /// A JWS of these two in the compact form (RFC 7515 7.1): three parts in base64url without
  /// padding; the signature is R and S, 32 bytes each.
  String signed(byte[] header, byte[] payload) {
    String text = BASE64URL.encodeToString(header) + "." + BASE64URL.encodeToString(payload);
    try {
      var signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + BASE64URL.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: a key on P-256 does not sign", e);
    }
  }

  private static String thumbprint(JsonObject coordinates) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(coordinates.toText().getBytes(StandardCharsets.UTF_8));
      return BASE64URL.encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "GatewayKey[" + id + "]";
  }
}
