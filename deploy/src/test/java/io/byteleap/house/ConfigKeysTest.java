package io.byteleap.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.config.RecordConfig.Bad;
import io.byteleap.config.RecordConfig.Good;
import io.byteleap.miner.MinerConfig;
import io.byteleap.validator.ValidatorConfig;
import io.byteleap.worker.WorkerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// Every key of a configuration that a guide names is a key. That the samples hold every key is
/// tested beside the configurations.
final class ConfigKeysTest {
  private static final Path SAMPLES = Sources.ROOT.resolve("deploy").resolve("config");

  private static final Map<String, Class<? extends Record>> NODES =
      Map.of(
          "validator.yaml", ValidatorConfig.class,
          "miner.yaml", MinerConfig.class,
          "worker.yaml", WorkerConfig.class);

  /// `section.key`, with what may stand behind it.
  private static final Pattern KEY =
      Pattern.compile("([a-z][a-z_]*(?:\\.[a-z][a-z_]*)+)(?:\\.\\*|\\.|:| .*|: .*)?");

  private static final String UNKNOWN = "is not a known key";

  /// Ends of names of files, which look like keys.
  private static final Set<String> FILE_ENDS =
      Set.of("md", "yaml", "json", "pem", "token", "db", "conf", "iso", "log", "py", "html", "csv");

  @TempDir private Path folder;

  @Test
  void everyKeyInASentence_isAKey() {
    Set<String> sections = sections();
    var keys = new LinkedHashSet<String>();
    List<String> unknown =
        Pages.guides().stream()
            .filter(page -> !page.name().equals("CHANGELOG.md")) // it names what is gone, too
            .flatMap(page -> page.spans().stream())
            .flatMap(
                span ->
                    key(span.text(), sections).stream()
                        .peek(keys::add)
                        .filter(key -> !isKey(key))
                        .map(_ -> span.toString()))
            .toList();

    assertThat(keys).hasSizeGreaterThan(60);
    assertThat(unknown).isEmpty();
  }

  @Test
  void everyBlockInAGuide_hasKnownKeys() {
    var blocks =
        Pages.guides().stream()
            .flatMap(page -> page.blocks().stream())
            .filter(block -> block.language().equals("yaml"))
            .filter(block -> !isInventory(block))
            .toList();

    assertThat(blocks).hasSizeGreaterThan(5);
    assertThat(blocks).allSatisfy(block -> assertThat(strangersIn(text(block))).isEmpty());
  }

  @Test
  void hubsTable_hasAllItsKeys() throws IOException {
    var listed =
        Pages.page(Pages.DOCS.resolve("hub.md")).firstCells("Key").stream()
            .map(cell -> cell.text().replace("`", ""))
            .collect(Collectors.toSet());

    assertThat(listed).isEqualTo(names(sample("validator.yaml").getOrDefault("meshhub", Map.of())));
  }

  @Test
  void keyThatIsNone_isSeen() {
    assertThat(key("security.handshakes: strict", sections())).contains("security.handshakes");
    assertThat(isKey("security.handshakes")).isFalse();
    assertThat(isKey("security.handshake")).isTrue();
    assertThat(isKey("vmgw.enrolment_hosts")).isTrue();
    assertThat(key("worker.yaml", sections())).isEmpty();
    assertThat(strangersIn("meshhub:\n  ws_uri: wss://hub\n")).hasSize(1);
    assertThat(strangersIn("meshhub:\n  ws_url: wss://hub\n")).isEmpty();
  }

  private static Set<String> sections() {
    Set<String> sections = new HashSet<>();
    NODES.keySet().forEach(file -> sections.addAll(names(sample(file))));
    return sections;
  }

  private static Set<String> names(Object section) {
    return section instanceof Map<?, ?> map
        ? map.keySet().stream().map(String::valueOf).collect(Collectors.toSet())
        : Set.of();
  }

  private static Map<String, Object> sample(String file) {
    try {
      return new Yaml(new SafeConstructor(new LoaderOptions()))
          .load(Files.readString(SAMPLES.resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> key(String span, Set<String> sections) {
    var match = KEY.matcher(span);
    if (!match.matches()) {
      return Optional.empty();
    }
    String key = match.group(1);
    boolean isFile = FILE_ENDS.contains(key.substring(key.lastIndexOf('.') + 1));
    return sections.contains(key.split("\\.", -1)[0]) && !isFile
        ? Optional.of(key)
        : Optional.empty();
  }

  /// Whether some node knows the key, whatever it says of its value.
  private static boolean isKey(String key) {
    return NODES.entrySet().stream()
        .anyMatch(
            node ->
                unknown(node.getValue(), SAMPLES.resolve(node.getKey()), List.of(key + "=0"))
                    .isEmpty());
  }

  /// What no node knows of a piece of a configuration; nothing when one of them knows all of it.
  private List<String> strangersIn(String yaml) {
    Path file = folder.resolve("piece.yaml");
    try {
      Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var found = NODES.values().stream().map(type -> unknown(type, file, List.of())).toList();
    return found.stream().anyMatch(List::isEmpty)
        ? List.of()
        : found.stream().min((a, b) -> a.size() - b.size()).orElseThrow();
  }

  private static List<String> unknown(
      Class<? extends Record> type, Path file, List<String> assignments) {
    return switch (RecordConfig.load(type, file, new Overrides(assignments, Map.of()))) {
      case Good<? extends Record> _ -> List.of();
      case Bad<? extends Record>(var problems) ->
          problems.stream()
              .flatMap(problem -> Stream.of(problem.line()))
              .filter(line -> line.contains(UNKNOWN))
              .toList();
    };
  }

  /// Hosts are no part of a node's configuration; inventories have a reader of their own.
  private static boolean isInventory(Page.Block block) {
    return block.lines().stream().anyMatch(line -> line.text().equals("hosts:"));
  }

  private static String text(Page.Block block) {
    return block.lines().stream().map(line -> line.text() + "\n").collect(Collectors.joining());
  }
}
