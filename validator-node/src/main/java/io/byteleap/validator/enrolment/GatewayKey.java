package io.byteleap.validator.enrolment;

import io.byteleap.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/// A key that signs as ES256 does (RFC 7518 3.4): ECDSA on P-256 with SHA-256. Its public half is a
/// JWK, named by its thumbprint (RFC 7638). Prints its name only.
final class GatewayKey {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final String CURVE = "P-256";

  private final PrivateKey key;
  private final JsonObject coordinates;
  private final String id;

  private GatewayKey(PrivateKey key, JsonObject coordinates) {
    this.key = key;
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
        JsonObject.builder()
            .put("crv", CURVE)
            .put("kty", "EC")
            .put("x", BASE64URL.encodeToString(point.getAffineXCoord().getEncoded()))
            .put("y", BASE64URL.encodeToString(point.getAffineYCoord().getEncoded()))
            .build());
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
      var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
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
