package io.byteleap.miner.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.durable.DurableFile;
import io.byteleap.fixture.Samples;
import io.byteleap.miner.tls.DoorIdentity.Issuer;
import io.byteleap.tls.TlsProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoorCertificateTest {
  @TempDir private Path folder;

  @Test
  void certificate_vouchesForItself_onP256_fromYesterdayOn() throws Exception {
    X509Certificate certificate = SelfSigned.make(Samples.T0, new SecureRandom()).certificate();

    certificate.verify(certificate.getPublicKey());
    certificate.checkValidity(Date.from(Samples.T0));
    assertThat(certificate.getVersion()).isEqualTo(3);
    assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
    assertThat(certificate.getSerialNumber().signum()).isPositive();
    assertThat(certificate.getPublicKey().getEncoded()).hasSize(91);
  }

  @Test
  void certificate_isMadeOnce_andItsKeyIsTheOwnersAlone() throws Exception {
    var first = DoorCertificate.generated(folder, Samples.T0);
    var second = DoorCertificate.generated(folder, Samples.T0);

    assertThat(second.certificate()).isEqualTo(first.certificate());
    assertThat(first.issuer()).isEqualTo(Issuer.ITSELF);
    assertThat(Files.getPosixFilePermissions(folder.resolve(DoorCertificate.KEY_FILE)))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void keyWithoutItsCertificate_asAfterACrash_isMadeAnew() throws Exception {
    var first = DoorCertificate.generated(folder, Samples.T0);
    Files.delete(folder.resolve(DoorCertificate.CERTIFICATE_FILE));

    assertThat(DoorCertificate.generated(folder, Samples.T0).certificate())
        .isNotEqualTo(first.certificate());
  }

  @Test
  void filesThatDoNotDo_areNamed() throws Exception {
    DoorCertificate.generated(folder, Samples.T0);
    Path certificate = folder.resolve(DoorCertificate.CERTIFICATE_FILE);
    Path key = folder.resolve(DoorCertificate.KEY_FILE);
    Path other = folder.resolve("other");
    DoorCertificate.generated(other, Samples.T0);
    Path otherKey = other.resolve(DoorCertificate.KEY_FILE);

    assertProblem(certificate, folder.resolve("none"), "none cannot be read: NoSuchFile");
    assertProblem(certificate, otherKey, "is not the key of the certificate in");
    assertProblem(certificate, empty(), "holds no plain key in PKCS #8");
    assertProblem(key, key, "holds no certificate in PEM");
    Files.copy(empty(), certificate, StandardCopyOption.REPLACE_EXISTING);
    assertProblem(certificate, key, "holds no certificate in PEM");
  }

  @Test
  void keyThatOthersCanRead_isRefused() throws Exception {
    DoorCertificate.generated(folder, Samples.T0);
    Path key = folder.resolve(DoorCertificate.KEY_FILE);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

    assertProblem(
        folder.resolve(DoorCertificate.CERTIFICATE_FILE),
        key,
        key + " can be read or written by others: chmod 600 " + key);
  }

  private Path empty() throws IOException {
    Path empty = folder.resolve("empty");
    DurableFile.write(empty, "", DurableFile.Readers.OWNER);
    return empty;
  }

  private static void assertProblem(Path certificate, Path key, String what) {
    assertThatThrownBy(() -> DoorCertificate.of(certificate, key))
        .isInstanceOf(TlsProblem.class)
        .hasMessageContaining(what);
  }
}
