package io.byteleap.validator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.fixture.Seeds;
import io.byteleap.tls.PemIdentity;
import io.byteleap.tls.TlsProblem;
import io.byteleap.validator.cluster.ClusterCertificates.Existing;
import io.byteleap.validator.cluster.ClusterCertificates.Terms;
import io.byteleap.validator.cluster.ClusterConfig.TlsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterCertificatesTest {
  private static final Terms NEW = new Terms(Duration.ofDays(30), Existing.REFUSED);
  private static final String SERVER = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT = "1.3.6.1.5.5.7.3.2";

  @TempDir private Path folder;
  private final Instant now = Instant.now();

  private ClusterCertificates certificates() {
    return new ClusterCertificates(folder.resolve("certs"), now, Seeds.generator(1));
  }

  private static TlsFiles files(Path of) {
    return new TlsFiles(
        of.resolve(ClusterCertificates.CERTIFICATE),
        of.resolve(ClusterCertificates.KEY),
        of.resolve(ClusterCertificates.AUTHORITY));
  }

  private static X509Certificate certificate(Path of) throws TlsProblem {
    return PemIdentity.certificates(of.resolve(ClusterCertificates.CERTIFICATE)).getFirst();
  }

  @Test
  void nodes_getWhatTheirProcessTakes() throws Exception {
    var made = certificates().issue(List.of("10.0.0.1", "b.example.org"), NEW);

    for (Path node : made) {
      assertThat(PemContext.of(files(node)).getProtocol()).isEqualTo("TLSv1.3");
    }
    var first = certificate(made.getFirst());
    assertThat(first.getExtendedKeyUsage()).containsExactlyInAnyOrder(SERVER, CLIENT);
    assertThat(first.getSubjectAlternativeNames()).containsExactly(List.of(7, "10.0.0.1"));
    assertThat(certificate(made.getLast()).getSubjectAlternativeNames())
        .containsExactly(List.of(2, "b.example.org"));
    assertThat(first.getNotAfter().toInstant()).isBefore(now.plus(Duration.ofDays(31)));
  }

  @Test
  void onlyTheOwner_canLook() throws Exception {
    Path node = certificates().issue(List.of("10.0.0.1"), NEW).getFirst();
    Path authority = folder.resolve("certs/authority");

    for (Path place : List.of(node, authority)) {
      assertThat(Files.getPosixFilePermissions(place))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }
    for (Path secret :
        List.of(
            node.resolve(ClusterCertificates.KEY),
            authority.resolve(ClusterCertificates.AUTHORITY_KEY))) {
      assertThat(Files.getPosixFilePermissions(secret))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void laterNode_isOfTheSameAuthority() throws Exception {
    Path first = certificates().issue(List.of("10.0.0.1"), NEW).getFirst();
    Path later = certificates().issue(List.of("10.0.0.4"), NEW).getFirst();

    assertThat(later.resolve(ClusterCertificates.AUTHORITY))
        .hasSameTextualContentAs(first.resolve(ClusterCertificates.AUTHORITY));
    var authority =
        PemIdentity.certificates(first.resolve(ClusterCertificates.AUTHORITY)).getFirst();
    certificate(later).verify(authority.getPublicKey());
  }

  @Test
  void nodeThatHasOne_isRefused_andNobodyGetsAny() throws Exception {
    certificates().issue(List.of("10.0.0.1"), NEW);

    assertThatThrownBy(() -> certificates().issue(List.of("10.0.0.2", "10.0.0.1"), NEW))
        .isInstanceOf(TlsProblem.class)
        .hasMessageEndingWith("nodes/10.0.0.1 is there already; --renew replaces it");
    assertThat(folder.resolve("certs/nodes/10.0.0.2")).doesNotExist();
  }

  @Test
  void renewal_replacesTheCertificate_andLeavesNothingBehind() throws Exception {
    Path node = certificates().issue(List.of("10.0.0.1"), NEW).getFirst();
    var before = certificate(node);

    certificates().issue(List.of("10.0.0.1"), new Terms(NEW.life(), Existing.RENEWED));

    assertThat(certificate(node)).isNotEqualTo(before);
    assertThat(PemContext.of(files(node)).getProtocol()).isEqualTo("TLSv1.3");
    try (var there = Files.list(folder.resolve("certs/nodes"))) {
      assertThat(there).containsExactly(node);
    }
  }

  @Test
  void hostsThatAreNone_andBrokenAuthorities_areRefused() throws Exception {
    assertThatThrownBy(() -> certificates().issue(List.of("../x"), NEW))
        .hasMessage("a node's host must be a name or an IPv4 address");
    assertThat(folder.resolve("certs")).doesNotExist();

    certificates().issue(List.of("10.0.0.1"), NEW);
    Path key = folder.resolve("certs/authority").resolve(ClusterCertificates.AUTHORITY_KEY);
    Files.writeString(key, "nothing");
    assertThatThrownBy(() -> certificates().issue(List.of("10.0.0.2"), NEW))
        .isInstanceOf(TlsProblem.class)
        .hasMessageStartingWith(key + ": not one block of PEM");
  }

  @Test
  void authorityThatIsOver_isRefused() throws Exception {
    var longAgo = now.minus(Duration.ofDays(30 * 365));
    new ClusterCertificates(folder.resolve("certs"), longAgo, Seeds.generator(2))
        .issue(List.of("10.0.0.1"), NEW);

    assertThatThrownBy(() -> certificates().issue(List.of("10.0.0.2"), NEW))
        .hasMessageContaining("begin in a new folder");
  }
}
