package io.byteleap.domain.passthrough;

/// What was done to a text, so that exactly this can be undone: in place of `before` stands
/// `after`.
public record Swap(Scope scope, String before, String after) {
  /// What `before` and `after` are.
  public enum Scope {
    /// Some lines of the text; other lines may change without harm.
    LINES,

    /// The whole text, of which no part makes sense alone.
    WHOLE
  }

  public sealed interface Undo {}

  /// The text without what was done to it.
  public record Undone(String text) implements Undo {}

  /// What was done is not there any more as it was done: somebody else wrote over it.
  public record Overwritten() implements Undo {}

  /// Puts `before` back where `after` stands, which must be once.
  public Undo undo(String text) {
    return switch (scope) {
      case WHOLE -> text.equals(after) ? new Undone(before) : new Overwritten();
      case LINES -> undoLines(text);
    };
  }

  private Undo undoLines(String text) {
    int first = next(text, 0);
    if (first < 0 || next(text, first + 1) >= 0) {
      return new Overwritten();
    }
    return new Undone(text.substring(0, first) + before + text.substring(first + after.length()));
  }

  /// Where `after` stands as whole lines.
  private int next(String text, int from) {
    int found = text.indexOf(after, from);
    while (found >= 0 && !isWholeLines(text, found)) {
      found = text.indexOf(after, found + 1);
    }
    return found;
  }

  private boolean isWholeLines(String text, int at) {
    int end = at + after.length();
    boolean begins = after.startsWith("\n") || at == 0 || text.charAt(at - 1) == '\n';
    boolean ends = after.endsWith("\n") || end == text.length() || text.charAt(end) == '\n';
    return begins && ends;
  }
}
