package io.byteleap.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.fixture.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// No list of a vector file is forgotten: some test's source names each beside its file. That the
/// test walks all of the list, and asserts something, this cannot see.
final class VectorsTest {
  private static final Path FOLDER = Sources.ROOT.resolve("core-actors/src/test/resources/vectors");

  /// In words, for people.
  private static final Set<String> DOCUMENTATION = Set.of("cpu_matrix/algorithm");

  @Test
  void everyList_isReadByATest() throws IOException {
    var sources = testSources();
    List<String> forgotten = new ArrayList<>();
    for (String file : files()) {
      for (var field : Vectors.load(file).properties()) {
        String list = file + "/" + field.getKey();
        boolean isList = field.getValue().isContainerNode() && !DOCUMENTATION.contains(list);
        if (isList && sources.stream().noneMatch(source -> reads(source, file, field.getKey()))) {
          forgotten.add(list);
        }
      }
    }

    assertThat(forgotten).as("lists that no test reads").isEmpty();
  }

  @Test
  void documentation_isThere() {
    for (String place : DOCUMENTATION) {
      JsonNode file = Vectors.load(place.substring(0, place.indexOf('/')));

      assertThat(file.has(place.substring(place.indexOf('/') + 1))).as(place).isTrue();
    }
  }

  @Test
  void list_thatIsNamedBesideItsFileOnly_isRead() {
    assertThat(reads("Vectors.cases(\"a\", \"b\")", "a", "b")).isTrue();
    assertThat(reads("FILE = Vectors.load(\"a\"); FILE.path(\"b\")", "a", "b")).isTrue();
    assertThat(reads("FILE = Vectors.load(\"a\"); FILE.at(\"/b/c\")", "a", "b")).isTrue();
    assertThat(reads("Vectors.cases(\"a\", \"b\")", "c", "b")).isFalse();
    assertThat(reads("Vectors.load(\"a\"); Vectors.cases(\"c\", \"b\")", "a", "b")).isFalse();
    assertThat(reads("Vectors.cases(\"a\", \"b\")", "a", "c")).isFalse();
  }

  private static boolean reads(String source, String file, String list) {
    boolean isLoaded = source.contains("Vectors.load(\"" + file + "\")");
    return source.contains("Vectors.cases(\"" + file + "\", \"" + list + "\")")
        || (isLoaded
            && (source.contains(".path(\"" + list + "\")")
                || source.contains(".at(\"/" + list + "/")));
  }

  private static List<String> testSources() throws IOException {
    List<String> sources = new ArrayList<>();
    for (Path file : Sources.java()) {
      if (file.toString().contains("/src/test/")) {
        sources.add(Files.readString(file));
      }
    }
    return sources;
  }

  private static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .sorted()
          .toList();
    }
  }
}
