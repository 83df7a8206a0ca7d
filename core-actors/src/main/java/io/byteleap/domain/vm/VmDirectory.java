package io.byteleap.domain.vm;

import java.util.Arrays;

/// Directory of base images and of what is made for a machine: absolute, or relative to the
/// worker's own; [#OWN] is that itself. Whether a machine may live there is for the worker's
/// configuration to say.
///
/// 255 characters at most; every part is 1 to 64 of `A-Z a-z 0-9 . _ -` and does not begin with `.`
/// or `-`, so that no path leads upwards.
public record VmDirectory(String path) {
  public static final VmDirectory OWN = new VmDirectory("");

  private static final int LENGTH_MAX = 255;
  private static final int PART_LENGTH_MAX = 64;

  public VmDirectory {
    boolean fits = path.length() <= LENGTH_MAX;
    if (!path.isEmpty() && !(fits && arePartsSafe(path))) {
      throw new IllegalArgumentException(
          "cloud_init_dir must be a path of plain names, at most " + LENGTH_MAX + " characters");
    }
  }

  private static boolean arePartsSafe(String path) {
    String relative = path.startsWith("/") ? path.substring(1) : path;
    return Arrays.stream(relative.split("/", -1))
        .allMatch(part -> SafeName.isSafe(part, PART_LENGTH_MAX));
  }

  public boolean isAbsolute() {
    return path.startsWith("/");
  }

  @Override
  public String toString() {
    return path;
  }
}
