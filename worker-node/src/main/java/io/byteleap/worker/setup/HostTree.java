package io.byteleap.worker.setup;

import io.byteleap.domain.units.Label;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The files of a host under a root: `/`, or a recorded tree. Links are followed as if the root
/// were `/`, so that nothing outside of it is ever read or written.
///
/// Reads regular files only, so that no pipe or device can hold it up, and a bounded number of
/// bytes and names; what it could not read, except for what is not there, it remembers in
/// [#problems]. One thread.
final class HostTree {
  static final int TEXT_BYTES_MAX = 1 << 20;
  private static final int NAMES_MAX = 4_096;
  private static final int LINKS_MAX = 40;
  private static final int PROBLEMS_MAX = 50;

  private final Path root;
  private final Collection<String> problems = new LinkedHashSet<>();

  /// What is found at a path.
  sealed interface Content {}

  /// Its text has a character for each byte, so that any content comes back as it was.
  record Present(String text) implements Content {
    byte[] bytes() {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  record Absent() implements Content {}

  record Unreadable(String why) implements Content {}

  private enum LastLink {
    FOLLOWED,
    KEPT
  }

  HostTree(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /// Whether this is the machine that we run on.
  boolean isReal() {
    return root.equals(root.getRoot());
  }

  /// What could not be read so far, a line each.
  List<String> problems() {
    return List.copyOf(problems);
  }

  /// The whole file, if it is one of at most `bytesMax` bytes.
  Content read(String absolute, int bytesMax) {
    try {
      Path file = resolve(absolute, LastLink.FOLLOWED);
      if (!attributes(file).isRegularFile()) {
        return unreadable(absolute, "it is not a regular file");
      }
      try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        byte[] bytes = in.readNBytes(bytesMax + 1);
        return bytes.length > bytesMax
            ? unreadable(absolute, "it has more than " + bytesMax + " bytes")
            : new Present(new String(bytes, StandardCharsets.ISO_8859_1));
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return new Absent();
    } catch (IOException e) {
      return unreadable(absolute, why(e));
    }
  }

  private Unreadable unreadable(String absolute, String why) {
    var problem = new Unreadable(Label.of(absolute) + " cannot be read: " + why);
    if (problems.size() < PROBLEMS_MAX) {
      problems.add(problem.why());
    }
    return problem;
  }

  /// A failure in words that name no path of ours.
  static String why(IOException e) {
    String said = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
    return Label.of(said == null ? e.getClass().getSimpleName() : said).value();
  }

  /// The text of a small file without space around it; empty when it cannot be read.
  Optional<String> text(String absolute) {
    return text(absolute, TEXT_BYTES_MAX);
  }

  Optional<String> text(String absolute, int bytesMax) {
    return read(absolute, bytesMax) instanceof Present present
        ? Optional.of(new String(present.bytes(), StandardCharsets.UTF_8).strip())
        : Optional.empty();
  }

  /// Names in a folder, sorted; none when it cannot be read.
  List<String> names(String absolute) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(resolve(absolute, LastLink.FOLLOWED))) {
      for (Path entry : entries) {
        if (names.size() == NAMES_MAX) {
          var _ = unreadable(absolute, "it has more than " + NAMES_MAX + " names");
          break;
        }
        names.add(String.valueOf(entry.getFileName()));
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (IOException e) {
      var _ = unreadable(absolute, why(e));
      return List.of();
    }
    names.sort(String::compareTo);
    return names;
  }

  boolean exists(String absolute) {
    try {
      return Files.exists(resolve(absolute, LastLink.FOLLOWED), LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return false;
    }
  }

  /// Last part of what a link points to; empty when it is no link.
  Optional<String> linkName(String absolute) {
    try {
      Path target = Files.readSymbolicLink(resolve(absolute, LastLink.KEPT));
      return Optional.ofNullable(target.getFileName()).map(Path::toString);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Size of a regular file in bytes; empty when there is none.
  Optional<Long> size(String absolute) {
    try {
      var attributes = attributes(resolve(absolute, LastLink.FOLLOWED));
      return attributes.isRegularFile() ? Optional.of(attributes.size()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Where a program of this name is, in the folders that hold a system's programs.
  Optional<String> program(String name) {
    return Stream.of("/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/")
        .map(folder -> folder + name)
        .filter(this::isExecutable)
        .findFirst();
  }

  private boolean isExecutable(String absolute) {
    try {
      Path file = resolve(absolute, LastLink.FOLLOWED);
      return attributes(file).isRegularFile() && Files.isExecutable(file);
    } catch (IOException e) {
      return false;
    }
  }

  /// Where to write `absolute`. A link is refused: who made it wants another file changed.
  Path place(String absolute) throws IOException {
    Path place = resolve(absolute, LastLink.KEPT);
    if (Files.isSymbolicLink(place)) {
      throw new IOException("it is a link, which is not written through");
    }
    return place;
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private Path resolve(String absolute, LastLink last) throws IOException {
    var ahead = new ArrayDeque<>(parts(absolute));
    var behind = new ArrayDeque<String>();
    int links = 0;
    while (!ahead.isEmpty()) {
      String part = ahead.removeFirst();
      if (part.equals("..")) {
        var _ = behind.pollLast();
        continue;
      }
      behind.addLast(part);
      Path here = root.resolve(String.join("/", behind));
      boolean follows = !ahead.isEmpty() || last == LastLink.FOLLOWED;
      if (follows && Files.isSymbolicLink(here)) {
        if (++links > LINKS_MAX) {
          throw new IOException("more than " + LINKS_MAX + " links lead to it");
        }
        String target = Files.readSymbolicLink(here).toString();
        behind.removeLast();
        if (target.startsWith("/")) {
          behind.clear();
        }
        parts(target).reversed().forEach(ahead::addFirst);
      }
    }
    return root.resolve(String.join("/", behind));
  }

  private static List<String> parts(String path) {
    return Arrays.stream(path.split("/", -1))
        .filter(part -> !part.isEmpty() && !part.equals("."))
        .toList();
  }
}
