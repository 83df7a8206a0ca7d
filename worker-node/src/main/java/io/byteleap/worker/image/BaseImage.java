package io.byteleap.worker.image;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.digest.Hex;
import io.byteleap.domain.units.Label;
import io.byteleap.worker.fetch.FetchProblem;
import io.byteleap.worker.fetch.HttpsFetch;
import io.byteleap.worker.program.Digests;
import io.byteleap.worker.program.Folders;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;

/// The image that virtual machines start from. It is fetched to a file beside its place, checked
/// against the configured SHA-256, and only then renamed; a fetch that was cut off goes on where it
/// ended.
public final class BaseImage {
  /// Where it is on every machine.
  public static final String USUAL = "/var/lib/vm/base_image_flat.qcow2";

  private static final int SHA256_DIGITS = 64;
  private static final long SIZE_MIN = 1L << 20;

  private final Path file;
  private final Origin origin;
  private final HttpsFetch fetch;

  /// Where it comes from. Refused unless the address is of https and its host one of `hosts`, and
  /// the SHA-256 is there.
  public record Origin(URI uri, String sha256, long sizeMax) {
    public static Origin of(String url, String sha256, List<String> hosts, long sizeMax)
        throws FetchProblem {
      if (url.isEmpty()) {
        throw new FetchProblem("vm.base_image_url is not configured");
      }
      if (!Hex.isHex(sha256, SHA256_DIGITS)) {
        throw new FetchProblem(
            "vm.base_image_sha256 must be the image's SHA-256, 64 lower-case hex digits");
      }
      var uri = address(url);
      String host = uri.getHost().toLowerCase(Locale.ROOT);
      if (hosts.stream().noneMatch(host::equalsIgnoreCase)) {
        throw new FetchProblem(
            "host " + Label.of(host) + " of vm.base_image_url is not in vm.base_image_hosts");
      }
      return new Origin(uri, sha256, sizeMax);
    }

    private static URI address(String url) throws FetchProblem {
      try {
        var uri = new URI(url);
        if ("https".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) {
          return uri;
        }
      } catch (URISyntaxException e) {
        throw new FetchProblem("vm.base_image_url is not an address", e);
      }
      throw new FetchProblem("vm.base_image_url must begin with https:// and name a host");
    }
  }

  /// What became of a download.
  public enum Outcome {
    /// The right image was there.
    KEPT,
    FETCHED
  }

  public BaseImage(Path root, Origin origin, HttpsFetch fetch) {
    this.file = root.resolve(USUAL.substring(1));
    this.origin = origin;
    this.fetch = fetch;
  }

  public Path file() {
    return file;
  }

  /// Whether there is an image that is not the configured one.
  public boolean isOther() throws FetchProblem {
    return Files.exists(file) && !isRight(file);
  }

  /// Brings the image to its place, in place of another that is there.
  public Outcome download() throws FetchProblem {
    if (isRight(file)) {
      return Outcome.KEPT;
    }
    Path part =
        file.resolveSibling(
            "." + file.getFileName() + "." + origin.sha256().substring(0, 12) + ".part");
    if (!isRight(part)) {
      fetch.resume(origin.uri(), part, origin.sizeMax());
    }
    check(part);
    try {
      Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      Folders.force(file.resolveSibling(""));
      return Outcome.FETCHED;
    } catch (IOException e) {
      throw problem(file, e);
    }
  }

  private void check(Path part) throws FetchProblem {
    try {
      long size = Files.size(part);
      if (isRight(part)) {
        if (size >= SIZE_MIN) {
          return;
        }
        Files.delete(part);
        throw new FetchProblem("the image is no image: it has only " + size + " bytes");
      }
      Files.delete(part);
    } catch (IOException e) {
      throw problem(part, e);
    }
    throw new FetchProblem(
        "what came is not the image of vm.base_image_sha256, and was thrown away");
  }

  private boolean isRight(Path candidate) throws FetchProblem {
    try {
      return Files.isRegularFile(candidate) && Digests.of(candidate).equals(origin.sha256());
    } catch (IOException e) {
      throw problem(candidate, e);
    }
  }

  private static FetchProblem problem(Path file, IOException e) {
    return new FetchProblem(file + " cannot be used: " + FailureCause.text(e), e);
  }
}
