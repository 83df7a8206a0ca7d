package io.byteleap.worker.update;

import io.byteleap.domain.units.Label;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// Where a file lies in its version's folder: one to eight names with `/` between them, of letters,
/// digits and `._+-`, none of which begins with a dot; 200 characters at most. So it cannot lead
/// out of the folder.
public record ProgramPath(String text) {
  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9_+-][A-Za-z0-9._+-]*(/[A-Za-z0-9_+-][A-Za-z0-9._+-]*){0,7}");
  private static final int LENGTH_MAX = 200;

  public ProgramPath {
    if (text.length() > LENGTH_MAX || !FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + Label.of(text) + "' is not a path inside the version's folder");
    }
  }

  Path under(Path folder) {
    return folder.resolve(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
