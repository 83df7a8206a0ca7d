package io.byteleap.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The commands of a line for the shell, each as its words: quotes are taken off, comments and
/// redirections left out, pipes and lists taken apart. As much of the shell as the pages use.
record ShellLine(List<List<String>> commands) {
  private static final Pattern ASSIGNMENT = Pattern.compile("[A-Z_]+=.*");
  private static final Set<String> KEYWORDS =
      Set.of("sudo", "env", "until", "while", "if", "then", "do");
  private static final Set<String> ENDS = Set.of("done", "fi");

  static ShellLine of(String text) {
    return new Reader(text).read();
  }

  private static final class Reader {
    private final String text;
    private final List<List<String>> commands = new ArrayList<>();
    private List<String> words = new ArrayList<>();
    private StringBuilder word = new StringBuilder();
    private boolean isWord;
    private boolean isRedirection;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    ShellLine read() {
      while (at < text.length()) {
        char c = text.charAt(at);
        if (c == '#' && !isWord) {
          break;
        }
        switch (c) {
          case '\'', '"' -> quoted(c);
          case ' ', '\t' -> endWord();
          case '|', ';', '&' -> endCommand();
          case '>', '<' -> redirection();
          default -> take(c);
        }
        at++;
      }
      endCommand();
      return new ShellLine(List.copyOf(commands));
    }

    private void take(char c) {
      word.append(c);
      isWord = true;
    }

    private void quoted(char quote) {
      int end = text.indexOf(quote, at + 1);
      if (end < 0) {
        throw new IllegalArgumentException("a quote that does not end: " + text);
      }
      word.append(text, at + 1, end);
      isWord = true;
      at = end;
    }

    /// The word that follows is a file's name. A number before it is the stream's.
    private void redirection() {
      if (!word.toString().matches("\\d*")) {
        endWord();
      }
      word = new StringBuilder();
      isWord = false;
      isRedirection = true;
    }

    private void endWord() {
      if (isWord) {
        if (!isRedirection) {
          words.add(word.toString());
        }
        isRedirection = false;
        word = new StringBuilder();
        isWord = false;
      }
    }

    private void endCommand() {
      endWord();
      bare(words).ifPresent(commands::add);
      words = new ArrayList<>();
    }
  }

  /// The command itself, without what stands before it; empty when nothing is left.
  private static Optional<List<String>> bare(List<String> words) {
    int from = words.isEmpty() || !words.getFirst().equals("runuser") ? 0 : words.indexOf("--") + 1;
    while (from < words.size()
        && (KEYWORDS.contains(words.get(from)) || ASSIGNMENT.matcher(words.get(from)).matches())) {
      from++;
    }
    var rest = List.copyOf(words.subList(from, words.size()));
    return rest.isEmpty() || ENDS.contains(rest.getFirst()) ? Optional.empty() : Optional.of(rest);
  }
}
