package io.byteleap.domain.vm;

/// The one rule for names that come from outside and end up in files, argument lists and the
/// hypervisor's XML.
final class SafeName {
  private SafeName() {}

  /// Returns `text` when it is 1 to `lengthMax` of `A-Z a-z 0-9 . _ -` and begins with a letter, a
  /// digit or an underscore: so it is no option, no hidden file, no way out of a directory, and
  /// needs no quoting anywhere.
  static String checked(String what, String text, int lengthMax) {
    if (!isSafe(text, lengthMax)) {
      throw new IllegalArgumentException(
          what + " must be 1 to " + lengthMax + " of A-Z a-z 0-9 . _ - and not begin with . or -");
    }
    return text;
  }

  static boolean isSafe(String text, int lengthMax) {
    return !text.isEmpty()
        && text.length() <= lengthMax
        && text.charAt(0) != '.'
        && text.charAt(0) != '-'
        && text.chars().allMatch(SafeName::isPart);
  }

  private static boolean isPart(int character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || character == '.'
        || character == '_'
        || character == '-';
  }
}
