package io.byteleap.house;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// A page in Markdown, as far as these tests read it: blocks, code in sentences, links, headings,
/// tables.
record Page(Path file, List<String> lines) {
  private static final String FENCE = "```";
  private static final String INDENT = "    ";
  private static final Pattern EXCUSE = Pattern.compile("<!-- not run here: (.+) -->");
  private static final Pattern SPAN = Pattern.compile("(?<!`)`([^`]+)`(?!`)");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");

  Page {
    lines = List.copyOf(lines);
  }

  /// A line of the page, counted from 1.
  record Line(Page page, int number, String text) {
    @Override
    public String toString() {
      return page.name() + ":" + number + ": " + text;
    }
  }

  /// A block of code: fenced, with the word behind its fence, or indented. `excuse` is why it
  /// cannot be run where it is tested, as a comment before it says.
  record Block(String language, List<Line> lines, Optional<String> excuse) {
    Block {
      lines = List.copyOf(lines);
    }
  }

  String name() {
    return Sources.ROOT.relativize(file).toString();
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith(FENCE)) {
        int end = endOfFence(i);
        blocks.add(block(line.substring(FENCE.length()).strip(), i + 1, end, i));
        i = end;
      } else if (line.startsWith(INDENT) && isBlank(i - 1) && !isInList(i)) {
        int end = endOfIndent(i);
        blocks.add(block("", i, end, i));
        i = end - 1;
      }
    }
    return blocks;
  }

  private Block block(String language, int from, int until, int begin) {
    List<Line> inside = new ArrayList<>();
    for (int i = from; i < until; i++) {
      inside.add(line(i));
    }
    return new Block(language, inside, excuseBefore(begin));
  }

  private Line line(int index) {
    return new Line(this, index + 1, lines.get(index));
  }

  private int endOfFence(int begin) {
    int end = begin + 1;
    while (end < lines.size() && !lines.get(end).startsWith(FENCE)) {
      end++;
    }
    if (end == lines.size()) {
      throw new IllegalArgumentException("a block that does not end: " + line(begin));
    }
    return end;
  }

  private int endOfIndent(int begin) {
    int end = begin;
    while (end < lines.size() && lines.get(end).startsWith(INDENT)) {
      end++;
    }
    return end;
  }

  private boolean isBlank(int index) {
    return index >= 0 && lines.get(index).isBlank();
  }

  /// Whether the last line before that was not indented belongs to a list.
  private boolean isInList(int index) {
    for (int i = index - 1; i >= 0; i--) {
      String before = lines.get(i);
      if (!before.isBlank() && !before.startsWith(" ")) {
        return before.matches("([-*]|\\d+\\.) .*");
      }
    }
    return false;
  }

  private Optional<String> excuseBefore(int index) {
    int before = index - 1;
    while (isBlank(before)) {
      before--;
    }
    return before < 0
        ? Optional.empty()
        : EXCUSE.matcher(lines.get(before)).results().findFirst().map(found -> found.group(1));
  }

  /// The lines that are not in a block.
  List<Line> prose() {
    Set<Integer> inBlocks = new HashSet<>();
    blocks().forEach(block -> block.lines().forEach(line -> inBlocks.add(line.number())));
    List<Line> prose = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!inBlocks.contains(i + 1) && !lines.get(i).startsWith(FENCE)) {
        prose.add(line(i));
      }
    }
    return prose;
  }

  /// What stands in backticks within sentences and tables.
  List<Line> spans() {
    return found(SPAN);
  }

  /// Where the links lead to.
  List<Line> links() {
    return found(LINK);
  }

  private List<Line> found(Pattern pattern) {
    return prose().stream()
        .flatMap(
            line ->
                pattern
                    .matcher(line.text())
                    .results()
                    .map(match -> new Line(this, line.number(), unescaped(match))))
        .toList();
  }

  private static String unescaped(MatchResult match) {
    return match.group(1).replace("\\|", "|");
  }

  /// Names by which links can lead to the headings, as forges make them.
  Set<String> anchors() {
    Map<String, Integer> seen = new HashMap<>();
    Set<String> anchors = new HashSet<>();
    for (Line line : prose()) {
      if (line.text().matches("#{1,6} .*")) {
        String slug = slug(line.text().replaceFirst("#+ ", ""));
        int times = seen.merge(slug, 1, Integer::sum);
        anchors.add(times == 1 ? slug : slug + "-" + (times - 1));
      }
    }
    return anchors;
  }

  private static String slug(String heading) {
    return heading
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  /// First cells of the rows of all tables whose own first cell is `head`.
  List<Line> firstCells(String head) {
    List<Line> cells = new ArrayList<>();
    boolean isWanted = false;
    for (Line line : prose()) {
      if (!line.text().startsWith("|")) {
        isWanted = false;
      } else if (line.text().startsWith("| " + head + " |")) {
        isWanted = true;
      } else if (isWanted && !line.text().startsWith("|--")) {
        String cell = line.text().split("(?<!\\\\)\\|", -1)[1].strip();
        cells.add(new Line(this, line.number(), cell.replace("\\|", "|")));
      }
    }
    return cells;
  }
}
