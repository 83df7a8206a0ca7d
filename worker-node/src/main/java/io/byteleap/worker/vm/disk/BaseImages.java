package io.byteleap.worker.vm.disk;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.digest.Hex;
import io.byteleap.domain.vm.ImageName;
import io.byteleap.worker.image.BaseImage;
import io.byteleap.worker.program.Digests;
import io.byteleap.worker.vm.VmProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The images that machines start from. An image is used only if its SHA-256 is what somebody said
/// beforehand: the configuration for the worker's own image, for any other a file beside it, named
/// after it with `.sha256`, as the program `sha256sum` writes it.
///
/// What was computed of a file holds until its size, its time or its inode changes.
public final class BaseImages {
  private static final String OWN = String.valueOf(Path.of(BaseImage.USUAL).getFileName());
  private static final int DIGITS = 64;
  private static final int IMAGES_MAX = 64;

  private final Path folder;
  private final String ownSha256;
  private final Map<Version, String> known = new ConcurrentHashMap<>();

  /// A file at one time.
  private record Version(Path file, long size, long modified, String inode) {}

  /// `ownSha256` is that of the worker's own image, empty when it is not configured.
  public BaseImages(Path folder, String ownSha256) {
    this.folder = folder;
    this.ownSha256 = ownSha256;
  }

  /// The file of an image that is as it should be.
  public Path checked(ImageName image) throws VmProblem {
    Path file = folder.resolve(image.value());
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new VmProblem("there is no image " + image);
    }
    String wanted =
        expected(image)
            .orElseThrow(() -> new VmProblem("no SHA-256 is known of the image " + image));
    if (!digest(file).equals(wanted)) {
      throw new VmProblem("the image " + image + " has another SHA-256 than it should have");
    }
    return file;
  }

  private Optional<String> expected(ImageName image) {
    if (image.value().equals(OWN) && !ownSha256.isEmpty()) {
      return Optional.of(ownSha256);
    }
    try (var in = Files.newInputStream(folder.resolve(image + ".sha256"))) {
      var text = new String(in.readNBytes(DIGITS), StandardCharsets.US_ASCII);
      return Hex.isHex(text, DIGITS) ? Optional.of(text) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private String digest(Path file) throws VmProblem {
    try {
      var version = version(file);
      var before = known.get(version);
      if (before != null) {
        return before;
      }
      String digest = Digests.of(file);
      if (known.size() >= IMAGES_MAX) {
        known.clear();
      }
      known.put(version, digest);
      return digest;
    } catch (IOException e) {
      throw new VmProblem("the image cannot be read: " + FailureCause.text(e), e);
    }
  }

  private static Version version(Path file) throws IOException {
    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new Version(
        file,
        attributes.size(),
        attributes.lastModifiedTime().toMillis(),
        String.valueOf(attributes.fileKey()));
  }
}
