package io.byteleap.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthorityTest {
  private static final Instant NOW = Samples.T0;
  private static final Authority.Validity DAY =
      new Authority.Validity(NOW, NOW.plus(Duration.ofDays(1)));
  private static final Authority AUTHORITY =
      Authority.make("ours", P256Key.draw(), DAY, Seeds.generator(1));

  @Test
  void certificate_isForTheKeyThatAsked_goodSoLong_andSignedByTheAuthority() throws Exception {
    var key = P256Key.draw();

    var certificate = AUTHORITY.issue("w-1", key.publicKey(), DAY, new Authority.Client());

    certificate.verify(AUTHORITY.certificate().getPublicKey());
    assertThat(certificate.getPublicKey()).isEqualTo(key.publicKey());
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=w-1");
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo(DAY.until());
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(certificate.getSerialNumber().signum()).isPositive();
  }

  @Test
  void server_isNamedByNameOrAddress() throws Exception {
    var key = P256Key.draw().publicKey();
    var hosts = List.of("gateway.example", "10.0.0.5", "[::1]");

    var certificate = AUTHORITY.issue("gateway.example", key, DAY, new Authority.Server(hosts));

    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.get(1)))
        .containsExactly("gateway.example", "10.0.0.5", "0:0:0:0:0:0:0:1");
  }

  @Test
  void authorityOfFiles_isTheOneThatWroteThem() throws Exception {
    var text = Pems.text(List.of(AUTHORITY.certificate()));
    X509Certificate own = Pems.certificates(text).getFirst();

    var read =
        Authority.of(own, P256Key.of(AUTHORITY.keyPem(), own.getPublicKey()), Seeds.generator(2));

    read.issue("w", P256Key.draw().publicKey(), DAY, new Authority.Client())
        .verify(AUTHORITY.certificate().getPublicKey());
    var client = AUTHORITY.issue("w", own.getPublicKey(), DAY, new Authority.Client());
    assertThatThrownBy(() -> Authority.of(client, P256Key.draw(), Seeds.generator(2)))
        .isInstanceOf(TlsProblem.class);
  }

  @Test
  void keyOfAnotherCertificate_isRefused_andNoKeyShowsItself() {
    var key = P256Key.draw();

    assertThatThrownBy(() -> P256Key.of(key.pem(), P256Key.draw().publicKey()))
        .isInstanceOf(TlsProblem.class)
        .hasMessageContaining("not that of its certificate");
    assertThat(key.toString()).isEqualTo("P256Key[***]");
  }

  @Test
  void signature_isGoodForItsMessageAndKeyOnly() {
    var key = P256Key.draw();
    var message = Bytes.ofText("domain gone");
    var signature = key.sign(message);

    assertThat(P256Key.verifies(key.publicKey(), message, signature)).isTrue();
    assertThat(P256Key.verifies(key.publicKey(), Bytes.ofText("domain there"), signature))
        .isFalse();
    assertThat(P256Key.verifies(P256Key.draw().publicKey(), message, signature)).isFalse();
    assertThat(P256Key.verifies(key.publicKey(), message, "zz")).isFalse();
  }

  @Test
  void signingRequest_isReadBack() throws Exception {
    var key = P256Key.draw();

    var read = SigningRequest.read(SigningRequest.pem("feaac3f6f6901379", key));

    assertThat(read).isEqualTo(new SigningRequest("feaac3f6f6901379", key.publicKey()));
  }

  @Test
  void signingRequest_whoseSignatureIsAnothers_isRefused() throws Exception {
    byte[] request = Pems.content("CERTIFICATE REQUEST", SigningRequest.pem("w-1", P256Key.draw()));
    request[request.length - 5] ^= 1;

    assertThatThrownBy(() -> SigningRequest.read(Pems.text("CERTIFICATE REQUEST", request)))
        .isInstanceOf(TlsProblem.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----",
        "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----"
      })
  void textThatIsNoSigningRequest_isRefused(String text) {
    assertThatThrownBy(() -> SigningRequest.read(text)).isInstanceOf(TlsProblem.class);
  }

  @Test
  void keyOnAnotherCurve_isNone() throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp384r1"));

    assertThat(P256Key.isOnCurve(generator.generateKeyPair().getPublic())).isFalse();
  }
}
