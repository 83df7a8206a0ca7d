package io.byteleap.domain.units;

/// A text of somebody else's that is safe to show: at most 128 characters, in which whatever
/// cannot be shown (control, format, line-breaking, unassigned characters) became `?`.
///
/// Names and versions of workers, GPU models and error texts of peers are labels from the door on,
/// so that none of them can forge a log line or steer a terminal.
public record Label(String value) {
  public static final Label NONE = new Label("");

  private static final int LENGTH_MAX = 128;

  public Label {
    if (!value.equals(shown(value))) {
      throw new IllegalArgumentException("not a shown text; use Label.of");
    }
  }

  public static Label of(String untrusted) {
    return new Label(shown(untrusted));
  }

  public boolean isBlank() {
    return value.isEmpty();
  }

  @Override
  public String toString() {
    return value;
  }

  private static String shown(String text) {
    return isShownAsIs(text) ? text : made(text);
  }

  /// Whether `text` is a label already: short ASCII without spaces around it, as nearly all are.
  private static boolean isShownAsIs(String text) {
    int length = text.length();
    if (length > LENGTH_MAX) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char character = text.charAt(i);
      if (character > '~' || character < ' ') {
        return false;
      }
    }
    return length == 0 || (text.charAt(0) != ' ' && text.charAt(length - 1) != ' ');
  }

  private static String made(String text) {
    var shown = new StringBuilder();
    text.strip()
        .codePoints()
        .map(Label::shown)
        .takeWhile(codePoint -> shown.length() + Character.charCount(codePoint) <= LENGTH_MAX)
        .forEach(shown::appendCodePoint);
    return shown.toString().strip();
  }

  private static int shown(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          '?';
      default -> codePoint;
    };
  }
}
