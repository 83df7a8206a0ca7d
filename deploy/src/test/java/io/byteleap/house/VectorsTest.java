package io.byteleap.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.fixture.ChainVectors;
import io.byteleap.fixture.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// No list of a vector file is forgotten: some test's source names each beside its file. That the
/// test walks all of the list, and asserts something, this cannot see.
final class VectorsTest {
  private static final Path FOLDER = Sources.ROOT.resolve("core-actors/src/test/resources/vectors");

  /// In words, for people.
  private static final Set<String> DOCUMENTATION = Set.of("cpu_matrix/algorithm");

  private static final Set<String> DOCUMENTATION_OF_THE_CHAIN = Set.of("wallets/README.txt");

  /// Where a vector comes from, in words; and values on the way to those that are compared, which
  /// nothing shows.
  private static final Set<String> FIELDS_FOR_PEOPLE =
      Set.of(
          "commit_v2_vector.json/verified",
          "sr25519_vectors.json/entropy",
          "timelock_vectors.json/esk");

  private static final Pattern METADATA =
      Pattern.compile("chain/metadata_v([0-9]+)_spec([0-9]+)(_optionopaque)?\\.hex");

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

  /// Files of the chain and its wallets are more than lists: some test names each by its path.
  @Test
  void everyFileOfTheChain_isReadByATest() throws IOException {
    var sources = testSources();

    assertThat(filesOfTheChain())
        .hasSizeGreaterThan(30)
        .filteredOn(file -> sources.stream().noneMatch(source -> names(source, file)))
        .as("files that no test reads")
        .isEmpty();
  }

  @Test
  void everyFieldOfTheChainsFiles_isReadByATest() throws IOException {
    var sources = testSources();
    List<String> forgotten = new ArrayList<>();
    for (String file : filesOfTheChain()) {
      if (file.endsWith(".json") && !file.startsWith("chain/")) {
        var readers = sources.stream().filter(source -> names(source, file)).toList();
        fields(ChainVectors.json(file)).stream()
            .filter(field -> !FIELDS_FOR_PEOPLE.contains(file + "/" + field))
            .filter(
                field -> readers.stream().noneMatch(source -> source.contains('"' + field + '"')))
            .forEach(field -> forgotten.add(file + "/" + field));
      }
    }

    assertThat(forgotten).as("fields that no test reads").isEmpty();
  }

  private static Set<String> fields(JsonNode json) {
    var fields = new TreeSet<String>();
    (json.isArray() ? json : List.of(json))
        .forEach(part -> part.fieldNames().forEachRemaining(fields::add));
    return fields;
  }

  @Test
  void file_thatIsNamed_isRead() {
    assertThat(names("hex(\"chain/neurons.hex\")", "chain/neurons.hex")).isTrue();
    assertThat(names("hex(\"chain/neurons.hex\")", "chain/neurons_lite.hex")).isFalse();
    assertThat(names("Vectors.load(\"bittensor/a\")", "a.json")).isTrue();
    assertThat(names("Vectors.text(\"bittensor/a.txt\")", "a.txt")).isTrue();
    assertThat(names("metadata15(343)", "chain/metadata_v15_spec343_optionopaque.hex")).isTrue();
    assertThat(names("metadata15(343)", "chain/metadata_v14_spec343.hex")).isFalse();
    assertThat(names("{\"recorded_rpc_bt1020\"}", "chain/recorded_rpc_bt1020.json")).isTrue();
    assertThat(
            names("put(\"sample-miner/hotkeys/pubonly\")", "wallets/sample-miner/hotkeys/pubonly"))
        .isTrue();
    assertThat(
            names("put(\"sample-miner/hotkeys/default\")", "wallets/sample-miner/hotkeys/pubonly"))
        .isFalse();
  }

  /// A source names a file by its path, in full or from the folder of its kind on, with or without
  /// the ending, in quotes or in a table; metadata by their version and the runtime's.
  private static boolean names(String source, String file) {
    var metadata = METADATA.matcher(file);
    if (metadata.matches()) {
      return source.contains("metadata%s(%s)".formatted(metadata.group(1), metadata.group(2)));
    }
    String plain = file.endsWith(".json") ? file.substring(0, file.length() - 5) : file;
    String fromItsFolder = plain.substring(plain.indexOf('/') + 1);
    return Stream.of(file, plain, fromItsFolder)
        .anyMatch(
            name ->
                source.contains('"' + name + '"')
                    || source.contains("\"bittensor/" + name + '"')
                    || source.contains('"' + name + ", "));
  }

  private static List<String> filesOfTheChain() throws IOException {
    Path folder = FOLDER.resolve("bittensor");
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .map(name -> name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name)
          .filter(name -> !DOCUMENTATION_OF_THE_CHAIN.contains(name))
          .sorted()
          .toList();
    }
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
