package io.byteleap.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every command that a page tells somebody to give can be given: our own programs take its words,
/// a check gives those of others, or the page says why not (`<!-- not run here: REASON -->`).
///
/// A block without a language is commands when it begins with what could be one, so that anything
/// else of that look needs a word behind its fence (`text`).
final class CommandsTest {
  private static final Set<String> SHELL = Set.of("", "sh", "bash");

  /// Whose commands the tables with the head `Command` list.
  private static final Map<String, String> TABLES =
      Map.of(
          "validator.md", "byteleap-validator",
          "database.md", "byteleap-validator",
          "miner.md", "byteleap-miner",
          "worker.md", "byteleap-worker",
          "host.md", "byteleap-worker");

  private final KnownCommands known = KnownCommands.load();

  @Test
  void everyCommandInABlock_canBeGiven() {
    var lines = Pages.guides().stream().flatMap(page -> commandLines(page).stream()).toList();

    assertThat(lines).hasSizeGreaterThan(50);
    assertThat(lines.stream().flatMap(line -> problems(line).stream())).isEmpty();
  }

  @Test
  void everyCommandInASentence_isOneOfTheProgram() {
    var spans = Pages.guides().stream().flatMap(page -> page.spans().stream()).toList();

    assertThat(spans.stream().filter(span -> isOurs(span.text()))).hasSizeGreaterThan(50);
    assertThat(spans.stream().flatMap(span -> problemsOfSpan(span.text(), span).stream()))
        .isEmpty();
  }

  @Test
  void everyCommandInATable_isOneOfItsProgram() {
    List<String> problems = new ArrayList<>();
    TABLES.forEach(
        (name, program) -> {
          var cells = Pages.page(Pages.DOCS.resolve(name)).firstCells("Command");
          assertThat(cells).as(name).isNotEmpty();
          cells.stream()
              .flatMap(cell -> new Page(cell.page().file(), List.of(cell.text())).spans().stream())
              .map(Page.Line::text)
              .flatMap(text -> problemsOfSpan(program + " " + text, text).stream())
              .forEach(problems::add);
        });

    assertThat(problems).isEmpty();
  }

  @Test
  void everyRowOfTheTable_saysWhatIsSo() {
    assertThat(known.rows()).isNotEmpty().allMatch(KnownCommands.Row::isTrue);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "byteleap-validator token new --config v.yaml --scoop lease",
        "byteleap-validator token new --config v.yaml --scope everything",
        "byteleap-validator tokens list --config v.yaml",
        "byteleap-miner workers token new --config m.yaml --uses many",
        "sudo byteleap-worker bind --ok",
        "deploy/bin/byteleap-release publish --key publisher.key --out /srv",
        "./deploy/localnet --workers two",
        "./deploy/crash-test --kills 0",
        "./deploy/bench --fast",
        "./deploy/load-everything",
        "./install.sh --tier miner --force",
        "deploy/gpu-test price",
        "systemctl destroy byteleap-miner",
        "mvn verify && byteleap-miner --verbose",
        "mvn verify > log; byteleap-validator cluster certificates",
      })
  void wrongCommand_isSeen(String command) {
    assertThat(problems(only(page("```", command, "```")))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "byteleap-validator token new --config v.yaml --scope lease --lifetime 90d > market.token",
        "sudo byteleap-worker bind 2 --yes   # --what a comment says is nobody's option",
        "BYTELEAP_JAVA_OPTS=-Xmx1g byteleap-miner --config miner.yaml",
        "./deploy/localnet --workers 2 --duration 90s",
        "./install.sh --uninstall --tier miner",
        "deploy/gpu-test rates",
      })
  void goodCommand_isTaken(String command) {
    assertThat(problems(only(page("```", command, "```")))).isEmpty();
  }

  @Test
  void wrongOptionInASentence_isSeen() {
    assertThat(problemsOfSpan("byteleap-validator explain HOTKEY --rounds 3", "")).hasSize(1);
    assertThat(problemsOfSpan("byteleap-validator db check|mend", "")).hasSize(1);
    assertThat(problemsOfSpan("byteleap-validator explain HOTKEY --round 3", "")).isEmpty();
    assertThat(problemsOfSpan("byteleap-miner workers … --whatever", "")).isEmpty();
  }

  @Test
  void blockWithAReason_isLeftOut_andOneOfAnotherLanguage() {
    assertThat(
            commandLines(page("<!-- not run here: it costs money -->", "", "```", "buy it", "```")))
        .isEmpty();
    assertThat(commandLines(page("```text", "worker  miner", "```"))).isEmpty();
    assertThat(commandLines(page("```", "NODE  STATE", "```"))).isEmpty();
    assertThat(commandLines(page("```", "x = y", "```"))).isEmpty();
    assertThat(commandLines(page("Do:", "", "    run it", "", "- and", "", "    not this")))
        .extracting(Page.Line::text)
        .containsExactly("    run it");
  }

  @Test
  void lineThatGoesOn_isOneCommand() {
    assertThat(commandLines(page("```", "curl -s \\", "  -d '{\"a\": 1}'", "```")))
        .extracting(Page.Line::text)
        .containsExactly("curl -s   -d '{\"a\": 1}'");
  }

  @Test
  void rowThatSaysNothing_isRefused() {
    var rows =
        KnownCommands.of("# a remark\nls => not run here: as it is\nrm => .ci/run: rm -rf\n")
            .rows();

    assertThat(rows).extracting(KnownCommands.Row::isTrue).containsExactly(true, false);
  }

  private static Page page(String... lines) {
    return new Page(Sources.ROOT.resolve(Path.of("page.md")), List.of(lines));
  }

  private static Page.Line only(Page page) {
    assertThat(commandLines(page)).hasSize(1);
    return commandLines(page).getFirst();
  }

  /// Lines of blocks that are commands; one that goes on is put together.
  private static List<Page.Line> commandLines(Page page) {
    return page.blocks().stream()
        .filter(block -> block.excuse().isEmpty() && isCommands(block))
        .flatMap(block -> joined(block.lines()).stream())
        .filter(line -> !line.text().isBlank())
        .toList();
  }

  private static boolean isCommands(Page.Block block) {
    return SHELL.contains(block.language())
        && (!block.language().isEmpty() || (!block.lines().isEmpty() && isLikely(block)));
  }

  private static boolean isLikely(Page.Block block) {
    String[] words = block.lines().getFirst().text().strip().split("\\s+", -1);
    return words[0].matches("[a-z./~][\\w./~-]*|[A-Z_]+=\\S+")
        && (words.length < 2 || !words[1].equals("="));
  }

  private static List<Page.Line> joined(List<Page.Line> lines) {
    List<Page.Line> joined = new ArrayList<>();
    Optional<Page.Line> begun = Optional.empty();
    for (var line : lines) {
      String text = begun.map(Page.Line::text).orElse("") + line.text();
      int number = begun.orElse(line).number();
      boolean goesOn = text.endsWith("\\");
      var whole =
          new Page.Line(line.page(), number, goesOn ? text.substring(0, text.length() - 1) : text);
      if (!goesOn) {
        joined.add(whole);
      }
      begun = goesOn ? Optional.of(whole) : Optional.empty();
    }
    begun.ifPresent(joined::add);
    return joined;
  }

  private List<String> problems(Page.Line line) {
    return ShellLine.of(line.text()).commands().stream()
        .flatMap(command -> problem(command).stream())
        .map(problem -> line + "\n  " + problem)
        .toList();
  }

  private Optional<String> problem(List<String> command) {
    if (Programs.isOurs(command.getFirst())) {
      return Programs.problem(command);
    }
    return known.covers(String.join(" ", command))
        ? Optional.empty()
        : Optional.of(
            command.getFirst() + ": no check is known that gives this command (commands.txt)");
  }

  /// A folder is nothing to be run, nor is what a build makes.
  private static boolean isOurs(String span) {
    String first = span.replaceFirst("^sudo ", "").split("\\s+", -1)[0];
    return Programs.isOurs(first)
        && !first.startsWith("deploy/target/")
        && !Files.isDirectory(Sources.ROOT.resolve(first));
  }

  private static List<String> problemsOfSpan(String text, Object place) {
    return isOurs(text)
        ? ShellLine.of(text.replace("|", "'|'")).commands().stream()
            .flatMap(command -> Programs.problemOfNames(command).stream())
            .map(problem -> place + "\n  " + problem)
            .toList()
        : Stream.<String>empty().toList();
  }
}
