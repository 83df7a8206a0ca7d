package io.byteleap.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The root of a file system whose /proc and /sys are read: `/`, or a recorded tree.
public record HostRoot(Path root) {
  public static final HostRoot REAL = new HostRoot(Path.of("/"));

  private static final int TEXT_BYTES_MAX = 4 << 20;

  public Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  /// The file's text; empty when it cannot be read.
  public Optional<String> text(String absolute) {
    try (var in = Files.newInputStream(path(absolute))) {
      return Optional.of(new String(in.readNBytes(TEXT_BYTES_MAX), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// The file's text; it is an error when it cannot be read.
  String requiredText(String absolute) throws IOException {
    return text(absolute).orElseThrow(() -> new IOException("cannot read " + absolute));
  }

  Optional<Long> integer(String absolute) {
    return text(absolute).filter(text -> text.matches("-?[0-9]{1,18}")).map(Long::parseLong);
  }

  /// Names in a folder, sorted; none when it cannot be read.
  public List<String> names(String absolute) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path(absolute))) {
      entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
    } catch (IOException e) {
      return List.of();
    }
    names.sort(String::compareTo);
    return names;
  }

  boolean exists(String absolute) {
    return Files.exists(path(absolute));
  }

  /// Last part of what a link points to; empty when it is no link.
  Optional<String> linkName(String absolute) {
    return linkTarget(absolute).map(target -> String.valueOf(target.getFileName()));
  }

  Optional<Path> linkTarget(String absolute) {
    try {
      return Optional.of(Files.readSymbolicLink(path(absolute)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
