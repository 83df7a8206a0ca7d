package io.byteleap.validator.cluster;

import io.byteleap.durable.DurableFile;
import io.byteleap.durable.DurableFile.Readers;
import io.byteleap.tls.Authority;
import io.byteleap.tls.P256Key;
import io.byteleap.tls.PemIdentity;
import io.byteleap.tls.Pems;
import io.byteleap.tls.TlsProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/// The certificates with which the processes of a validator know each other, in one folder:
/// `authority` holds the authority's, which signs and is copied nowhere, and `nodes/HOST` what the
/// process at that host needs: `cluster.pem`, `cluster.key.pem` and `cluster-ca.pem`.
///
/// Every folder appears whole or not at all, and only its owner can look into it.
public final class ClusterCertificates {
  static final String CERTIFICATE = "cluster.pem";
  static final String KEY = "cluster.key.pem";
  static final String AUTHORITY = "cluster-ca.pem";
  static final String AUTHORITY_KEY = "cluster-ca.key.pem";

  private static final String NAME = "byteleap-cluster";
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(20 * 365);
  private static final int PORT_OF_ANY = 1;

  private final Path folder;
  private final Instant now;
  private final RandomGenerator random;

  /// What happens to the certificate that a process has already.
  public enum Existing {
    REFUSED,
    RENEWED
  }

  /// How long certificates are good, and what happens where there is one already.
  public record Terms(Duration life, Existing existing) {
    public Terms {
      if (!life.isPositive()) {
        throw new IllegalArgumentException("a certificate must be good for a while");
      }
    }
  }

  public ClusterCertificates(Path folder, Instant now, RandomGenerator random) {
    this.folder = folder;
    this.now = now;
    this.random = random;
  }

  /// Issues a certificate for each of `hosts`, which are names or IPv4 addresses; makes the
  /// authority when there is none. Returns the folder of each. When one of the hosts is refused,
  /// nothing is made for any.
  public List<Path> issue(List<String> hosts, Terms terms) throws TlsProblem {
    for (String host : hosts) {
      requireHost(host);
      if (terms.existing() == Existing.REFUSED && exists(folderOf(host))) {
        throw new TlsProblem(folderOf(host) + " is there already; --renew replaces it");
      }
    }
    try {
      var authority = authority();
      var folders = new ArrayList<Path>();
      for (String host : hosts) {
        folders.add(issue(host, authority, terms.life()));
      }
      return folders;
    } catch (IOException e) {
      throw new TlsProblem(folder + " cannot be used: " + e, e);
    }
  }

  private static void requireHost(String host) throws TlsProblem {
    try {
      var _ = new NodeAddress(host, PORT_OF_ANY);
    } catch (IllegalArgumentException e) {
      throw new TlsProblem("a node's " + e.getMessage(), e);
    }
  }

  private Path folderOf(String host) {
    return folder.resolve("nodes").resolve(host);
  }

  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  private Authority authority() throws IOException, TlsProblem {
    Path place = folder.resolve("authority");
    if (!exists(place)) {
      var made =
          Authority.make(
              NAME, P256Key.draw(), new Authority.Validity(now, now.plus(AUTHORITY_LIFE)), random);
      place(
          place,
          making -> {
            DurableFile.write(making.resolve(AUTHORITY_KEY), made.keyPem(), Readers.OWNER);
            write(making.resolve(AUTHORITY), made.certificate());
          });
      return made;
    }
    var own = PemIdentity.certificates(place.resolve(AUTHORITY)).getFirst();
    requireGood(place.resolve(AUTHORITY), own);
    PemIdentity.requireOwners(place.resolve(AUTHORITY_KEY));
    try {
      String key = Files.readString(place.resolve(AUTHORITY_KEY));
      return Authority.of(own, P256Key.of(key, own.getPublicKey()), random);
    } catch (TlsProblem e) {
      throw new TlsProblem(place.resolve(AUTHORITY_KEY) + ": " + e.getMessage(), e);
    }
  }

  private void requireGood(Path file, X509Certificate own) throws TlsProblem {
    if (!own.getNotAfter().toInstant().isAfter(now)) {
      throw new TlsProblem(
          file + " was good until " + own.getNotAfter().toInstant() + "; begin in a new folder");
    }
  }

  private Path issue(String host, Authority authority, Duration life) throws IOException {
    var key = P256Key.draw();
    var end = authority.certificate().getNotAfter().toInstant();
    var until = now.plus(life).isBefore(end) ? now.plus(life) : end;
    var certificate =
        authority.issue(
            host,
            key.publicKey(),
            new Authority.Validity(now, until),
            new Authority.Peer(List.of(host)));
    place(
        folderOf(host),
        making -> {
          DurableFile.write(making.resolve(KEY), key.pem(), Readers.OWNER);
          write(making.resolve(CERTIFICATE), certificate);
          write(making.resolve(AUTHORITY), authority.certificate());
        });
    return folderOf(host);
  }

  private static void write(Path file, X509Certificate certificate) throws IOException {
    DurableFile.write(file, Pems.text(List.of(certificate)), Readers.EVERYBODY);
  }

  /// Fills a folder.
  @FunctionalInterface
  private interface Filling {
    void fill(Path folder) throws IOException;
  }

  /// Makes the folder `place` of what `filling` puts into it, in one step; one that is there
  /// already goes when the new one is whole.
  private static void place(Path place, Filling filling) throws IOException {
    Path parent = place.resolveSibling("");
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(parent, owner);
    Path making = Files.createTempDirectory(parent, ".making-", owner);
    Path old = making.resolveSibling(making.getFileName() + ".old");
    try {
      filling.fill(making);
      if (exists(place)) {
        Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(making, place, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(making);
      if (exists(place)) {
        delete(old);
      } else if (exists(old)) {
        Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private static void delete(Path place) throws IOException {
    if (!exists(place)) {
      return;
    }
    try (var files = Files.walk(place)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
