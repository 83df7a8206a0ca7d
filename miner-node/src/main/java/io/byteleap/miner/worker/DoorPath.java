package io.byteleap.miner.worker;

import java.util.regex.Pattern;

/// Path of the URL under which one hotkey's workers connect: `/`, or parts of letters, digits, `-`,
/// `_` and `.`, at most 128 characters, without a slash at its end.
public record DoorPath(String value) {
  private static final int LENGTH_MAX = 128;
  private static final Pattern FORM = Pattern.compile("/|(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");

  public static final DoorPath ROOT = new DoorPath("/");

  public DoorPath {
    if (value.length() > LENGTH_MAX || !FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "must be a path such as /miner-1: parts of letters, digits, '-', '_' and '.', at most "
              + LENGTH_MAX
              + " characters, no slash at its end");
    }
  }

  /// Read by the configuration.
  public static DoorPath parse(String text) {
    return new DoorPath(text);
  }

  /// The path in the first line of a worker's request, whatever it is.
  static String ofRequest(String uri) {
    int end = uri.indexOf('?');
    return end < 0 ? uri : uri.substring(0, end);
  }

  /// Whether a worker that asks for `requested` comes to this path: it, or anything below it.
  boolean leads(String requested) {
    return this.equals(ROOT) || requested.equals(value) || requested.startsWith(value + "/");
  }

  @Override
  public String toString() {
    return value;
  }
}
