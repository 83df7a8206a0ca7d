package io.byteleap.domain.identity;

/// The one rule for identifiers that other people's software chooses.
final class IdentityText {
  private IdentityText() {}

  /// Returns `text` when it is 1 to `lengthMax` graphic characters: no white space, control, format
  /// or surrogate characters, so that an identifier may be logged and compared as it is.
  static String checked(String what, String text, int lengthMax) {
    if (text.isEmpty() || text.length() > lengthMax) {
      throw new IllegalArgumentException(
          what + " must have 1 to " + lengthMax + " characters, has " + text.length());
    }
    if (!text.codePoints().allMatch(IdentityText::isGraphic)) {
      throw new IllegalArgumentException(what + " holds a character that cannot be shown");
    }
    return text;
  }

  private static boolean isGraphic(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
