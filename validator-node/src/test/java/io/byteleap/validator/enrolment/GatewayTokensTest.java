package io.byteleap.validator.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.port.TokenIssuer;
import io.byteleap.wire.EnrolGrant;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GatewayTokensTest {
  private static final Hotkey VALIDATOR = new Hotkey("5Validator");
  private static final TokenIssuer.Order ORDER =
      new TokenIssuer.Order(new Hotkey("5Miner"), new WorkerId("w-1"));
  private static final GatewayUrl URL = new GatewayUrl("https://gateway.example/enroll");
  private static final Json JSON = Json.upTo(1 << 16);

  /// RFC 7515, appendix A.3: key, JWS and its parts.
  private static final String RFC_D = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";

  private static final String RFC_X = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
  private static final String RFC_Y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
  private static final String RFC_PAYLOAD =
      "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
  private static final String RFC_INPUT =
      "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
          + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  private static final String RFC_SIGNATURE =
      "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

  @TempDir private Path folder;

  @Test
  void jws_isThatOfRfc7515_butForTheSignaturesChance() throws Exception {
    var key = rfcKey();

    String jws =
        key.signed(
            "{\"alg\":\"ES256\"}".getBytes(StandardCharsets.UTF_8),
            RFC_PAYLOAD.getBytes(StandardCharsets.UTF_8));

    assertThat(jws).startsWith(RFC_INPUT + ".");
    assertThat(Base64.getUrlDecoder().decode(jws.substring(RFC_INPUT.length() + 1))).hasSize(64);
    var jwk = key.publicSet().objects("keys").getFirst();
    assertThat(verifies(jws, jwk)).isTrue();
    assertThat(verifies(RFC_INPUT + "." + RFC_SIGNATURE, jwk)).isTrue();
    assertThat(verifies(jws.replaceFirst("eyJ", "eyK"), jwk)).isFalse();
  }

  @Test
  void publicHalf_isThatOfRfc7515_namedByItsThumbprint() throws Exception {
    var key = rfcKey();

    assertThat(key.publicSet().toText())
        .isEqualTo(
            ("{\"keys\":[{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\","
                    + "\"alg\":\"ES256\",\"kid\":\"%s\",\"use\":\"sig\"}]}")
                .formatted(RFC_X, RFC_Y, key.id()));
    assertThat(key.id()).isEqualTo("oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U");
    assertThat(key.toString()).isEqualTo("GatewayKey[" + key.id() + "]");
  }

  @Test
  void token_saysWhoIssuesItForWhom_andIsGoodForAShortTime() throws Exception {
    var key = rfcKey();

    var grant = issue(key, 1);

    assertThat(grant.url()).isEqualTo("https://gateway.example/enroll");
    var parts = grant.token().reveal().split("\\.", -1);
    assertThat(decoded(parts[0]).toText())
        .isEqualTo("{\"alg\":\"ES256\",\"kid\":\"" + key.id() + "\",\"typ\":\"JWT\"}");
    var claims = decoded(parts[1]);
    long now = Samples.T0.getEpochSecond();
    assertThat(claims.toText())
        .isEqualTo(
            ("{\"iss\":\"5Validator\",\"aud\":\"https://gateway.example\",\"sub\":\"w-1\","
                    + "\"hotkey\":\"5Miner\",\"jti\":\"%s\",\"iat\":%d,\"nbf\":%d,\"exp\":%d}")
                .formatted(claims.text("jti"), now, now, now + 300));
    assertThat(claims.text("jti")).hasSize(36);
    assertThat(grant.expiresAt())
        .isEqualTo(Samples.T0.plusSeconds(300).toString().replaceFirst("\\.[0-9]+Z", "Z"));
    assertThat(verifies(grant.token().reveal(), key.publicSet().objects("keys").getFirst()))
        .isTrue();
  }

  @Test
  void everyToken_hasANameOfItsOwn() throws Exception {
    var key = rfcKey();

    assertThat(claims(issue(key, 1)).text("jti")).isNotEqualTo(claims(issue(key, 2)).text("jti"));
  }

  @Test
  void keyThatIsMissing_isMade_forItsOwnerOnly_andStaysTheSame() throws Exception {
    var files = files("sub/key.pem");

    var first = open(files);
    String published = Files.readString(files.publicSet());
    var second = open(files);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())))
        .isEqualTo("rw-------");
    assertThat(Files.readString(files.key()))
        .startsWith("-----BEGIN PRIVATE KEY-----\n")
        .endsWith("\n-----END PRIVATE KEY-----\n");
    assertThat(Files.readString(files.publicSet())).isEqualTo(published).endsWith("}\n");
    var jwk = JSON.parse(published.strip()).objects("keys").getFirst();
    for (GatewayTokens tokens : List.of(first, second)) {
      assertThat(verifies(grant(tokens).token().reveal(), jwk)).isTrue();
    }
  }

  @Test
  void publicHalf_followsTheKey() throws Exception {
    var files = files("key.pem");
    open(files);
    String before = Files.readString(files.publicSet());
    Files.delete(files.key());

    open(files);

    assertThat(Files.readString(files.publicSet())).isNotEqualTo(before);
  }

  @Test
  void keyFile_thatOthersMayRead_isRefused() throws Exception {
    var files = files("key.pem");
    open(files);
    Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw----r--"));

    refused(files, "can be read or written by others: chmod 600 " + files.key());
  }

  @Test
  void keyFile_thatHoldsSomethingElse_isRefused_andNotWrittenOver() throws Exception {
    holds("", "is not one unencrypted key in PEM");
    holds(
        "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
        "openssl pkcs8 -topk8 -nocrypt");
    holds(
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "is not one unencrypted key in PEM");
    holds(
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "holds no EC key on P-256");
    holds(
        "-----BEGIN PRIVATE KEY-----\nA=A\n-----END PRIVATE KEY-----\n",
        "holds no EC key on P-256");
    holds(pem("EC", "secp384r1"), "holds no EC key on P-256");
    holds(pem("EdDSA", "Ed25519"), "holds no EC key on P-256");
    holds("x".repeat(8_193), "is longer than 8192 bytes");
    var directory = files("folder");
    Files.createDirectory(
        directory.key(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    refused(directory, "cannot be read: IOException");
  }

  private void holds(String content, String says) throws IOException {
    var files = files("bad.pem");
    Files.writeString(files.key(), content);
    Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-------"));

    refused(files, says);
    assertThat(files.key()).hasContent(content);
  }

  private static void refused(GatewayTokens.KeyFiles files, String says) {
    assertThatThrownBy(() -> open(files))
        .isInstanceOf(EnrolmentProblem.class)
        .hasMessageContaining("enrolment: " + files.key())
        .hasMessageContaining(says);
  }

  private static String pem(String algorithm, String curve) {
    try {
      var generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("EC")) {
        generator.initialize(new ECGenParameterSpec(curve));
      }
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getEncoder()
              .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
          + "\n-----END PRIVATE KEY-----\n";
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private GatewayTokens.KeyFiles files(String key) {
    return new GatewayTokens.KeyFiles(folder.resolve(key), folder.resolve("jwks.json"));
  }

  private static GatewayTokens open(GatewayTokens.KeyFiles files) throws EnrolmentProblem {
    return GatewayTokens.open(gateway(), files, () -> Samples.T0, new SecureRandom());
  }

  private static GatewayTokens.Gateway gateway() {
    return new GatewayTokens.Gateway(VALIDATOR, URL, URL.origin(), Duration.ofMinutes(5));
  }

  private static EnrolGrant issue(GatewayKey key, int seed) {
    return grant(new GatewayTokens(gateway(), key, () -> Samples.T0, Seeds.generator(seed)));
  }

  private static EnrolGrant grant(GatewayTokens tokens) {
    return ((TokenIssuer.Issued) tokens.issue(ORDER).toCompletableFuture().join()).grant();
  }

  private static JsonObject claims(EnrolGrant grant) {
    return decoded(grant.token().reveal().split("\\.", -1)[1]);
  }

  private static JsonObject decoded(String part) {
    return JSON.parse(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
  }

  private static GatewayKey rfcKey() throws GeneralSecurityException {
    var spec = new ECPrivateKeySpec(number(RFC_D), curve());
    return GatewayKey.of((ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(spec));
  }

  /// As a gateway checks it, with nothing but the published key.
  private static boolean verifies(String jws, JsonObject jwk) throws GeneralSecurityException {
    var point = new ECPoint(number(jwk.text("x")), number(jwk.text("y")));
    int dot = jws.lastIndexOf('.');
    var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initVerify(
        KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve())));
    signature.update(jws.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
    return signature.verify(Base64.getUrlDecoder().decode(jws.substring(dot + 1)));
  }

  private static BigInteger number(String base64url) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(base64url));
  }

  private static ECParameterSpec curve() throws GeneralSecurityException {
    var parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    return parameters.getParameterSpec(ECParameterSpec.class);
  }
}
