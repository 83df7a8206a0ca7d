package io.byteleap.validator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.tls.TlsProblem;
import io.byteleap.validator.cluster.ClusterConfig.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterTlsTest {
  private static final List<NodeAddress> NODES =
      List.of(new NodeAddress("127.0.0.1", 1), new NodeAddress("node-2.example.org", 1));

  @TempDir private Path folder;

  private SharedCertificate made(Path in, Instant now) throws IOException {
    return SharedCertificate.makeIn(
        in, new SharedCertificate.Terms(NODES, now, Duration.ofDays(2)));
  }

  private static TlsFiles files(SharedCertificate certificate) {
    return new TlsFiles(
        certificate.certificateFile(), certificate.keyFile(), certificate.certificateFile());
  }

  @Test
  void ownCertificate_makesAContext() throws Exception {
    var context = PemContext.of(files(made(folder, Instant.now())));

    assertThat(context.getProtocol()).isEqualTo("TLSv1.3");
  }

  @Test
  void missingFile_isNamed() throws Exception {
    var made = made(folder, Instant.now());
    Files.delete(made.certificateFile());

    assertThatThrownBy(() -> PemContext.of(files(made)))
        .isInstanceOf(TlsProblem.class)
        .hasMessage(made.certificateFile() + " cannot be read: NoSuchFileException");
  }

  @Test
  void keyThatOthersMayRead_isRefused() throws Exception {
    var made = made(folder, Instant.now());
    Files.setPosixFilePermissions(made.keyFile(), PosixFilePermissions.fromString("rw----r--"));

    assertThatThrownBy(() -> PemContext.of(files(made)))
        .hasMessageContaining("can be read or written by others: chmod 600 " + made.keyFile());
  }

  @Test
  void keyOfAnotherKind_isRefused() throws Exception {
    var made = made(folder, Instant.now());
    Files.writeString(made.keyFile(), "-----BEGIN EC PRIVATE KEY-----\nAA==\n");

    assertThatThrownBy(() -> PemContext.of(files(made))).hasMessageContaining("openssl pkcs8");
  }

  @Test
  void keyOfAnotherCertificate_isRefused() throws Exception {
    var one = made(Files.createDirectories(folder.resolve("one")), Instant.now());
    var other = made(Files.createDirectories(folder.resolve("other")), Instant.now());

    assertThatThrownBy(
            () ->
                PemContext.of(
                    new TlsFiles(one.certificateFile(), other.keyFile(), one.certificateFile())))
        .hasMessageContaining(other.keyFile() + " is not the key of the certificate");
  }

  @Test
  void certificateThatIsOver_isRefused() throws Exception {
    var made = made(folder, Instant.now().minus(Duration.ofDays(10)));

    assertThatThrownBy(() -> PemContext.of(files(made))).hasMessageContaining(", not now");
  }
}
