package io.byteleap.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The pages that people read, and where they lie.
final class Pages {
  static final Path DOCS = Sources.ROOT.resolve("deploy").resolve("docs");

  private Pages() {}

  /// All of them: the pages at the top, the documentation, the decisions.
  static List<Page> all() {
    return Stream.of(in(Sources.ROOT), in(DOCS), in(DOCS.resolve("adr")))
        .flatMap(List::stream)
        .toList();
  }

  /// Those that tell what to do now: no decisions, which keep the words of their time.
  static List<Page> guides() {
    return Stream.concat(
            Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
                .map(name -> page(Sources.ROOT.resolve(name))),
            in(DOCS).stream())
        .toList();
  }

  static List<Page> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .map(Pages::page)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Page page(Path file) {
    try {
      return new Page(file, Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The page at `file`, if it is one.
  static Optional<Page> at(Path file) {
    return Files.isRegularFile(file) && file.toString().endsWith(".md")
        ? Optional.of(page(file))
        : Optional.empty();
  }
}
