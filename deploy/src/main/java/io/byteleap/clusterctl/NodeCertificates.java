package io.byteleap.clusterctl;

import io.byteleap.tls.PemIdentity;
import io.byteleap.tls.TlsProblem;
import io.byteleap.validator.cluster.ClusterCertificates;
import io.byteleap.validator.cluster.ClusterCertificates.Existing;
import io.byteleap.validator.cluster.ClusterCertificates.Terms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The certificates of the validators in the folder of `byteleap-validator cluster certs`: those
/// that are there, and those that are missing.
final class NodeCertificates {
  /// What a node needs, by the names that it has there.
  static final List<String> FILES = List.of("cluster.pem", "cluster.key.pem", "cluster-ca.pem");

  private static final Duration LIFE = Duration.ofDays(730);

  private final Path folder;
  private final Instant now;

  NodeCertificates(Path folder, Instant now) {
    this.folder = folder;
    this.now = now;
  }

  static Path folderOf(Path folder, Host host) {
    return folder.resolve("nodes").resolve(host.address());
  }

  private Path authorityFile() {
    return folder.resolve("authority").resolve("cluster-ca.pem");
  }

  /// SHA-256 of the authority's file; empty where there is none yet.
  String authority() throws ClusterProblem {
    try {
      return Files.exists(authorityFile()) ? Archive.sum(authorityFile()) : "";
    } catch (IOException e) {
      throw new ClusterProblem(authorityFile() + " cannot be read: " + e.getMessage());
    }
  }

  /// What is wrong with those that are there: of another authority, over, not of this host.
  List<String> problems(List<Host> validators) {
    List<String> problems = new ArrayList<>();
    for (Host host : validators) {
      if (Files.exists(folderOf(folder, host))) {
        problem(host).ifPresent(problems::add);
      }
    }
    return problems;
  }

  private Optional<String> problem(Host host) {
    Path own = folderOf(folder, host);
    Path certificate = own.resolve("cluster.pem");
    try {
      var identity = PemIdentity.of(certificate, own.resolve("cluster.key.pem"));
      var authority = PemIdentity.certificates(authorityFile()).getFirst();
      identity.certificate().verify(authority.getPublicKey());
      if (Files.mismatch(own.resolve("cluster-ca.pem"), authorityFile()) >= 0) {
        return Optional.of(
            host.name() + ": " + own.resolve("cluster-ca.pem") + " is another authority");
      }
      return over(host, certificate, identity.certificate());
    } catch (TlsProblem | IOException e) {
      return Optional.of(host.name() + ": " + e.getMessage());
    } catch (GeneralSecurityException e) {
      return Optional.of(
          host.name() + ": " + certificate + " was not signed by " + authorityFile());
    }
  }

  private Optional<String> over(Host host, Path file, X509Certificate certificate) {
    Instant end = certificate.getNotAfter().toInstant();
    return end.isAfter(now)
        ? Optional.empty()
        : Optional.of(
            host.name()
                + ": "
                + file
                + " was good until "
                + end
                + "; byteleap-validator cluster certs --renew replaces it");
  }

  /// Makes those that are missing, and the authority where there is none.
  void complete(List<Host> validators) throws ClusterProblem {
    var missing =
        validators.stream()
            .filter(host -> !Files.exists(folderOf(folder, host)))
            .map(Host::address)
            .toList();
    try {
      if (!missing.isEmpty()) {
        var _ =
            new ClusterCertificates(folder, now, new SecureRandom())
                .issue(missing, new Terms(LIFE, Existing.REFUSED));
      }
    } catch (TlsProblem e) {
      throw new ClusterProblem(String.valueOf(e.getMessage()));
    }
  }
}
