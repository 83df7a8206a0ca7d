package io.byteleap.domain.vm;

import java.util.regex.Pattern;

/// Account inside a machine, as Linux systems name them: 1 to 32 of `a-z 0-9 _ -`, beginning with a
/// letter or an underscore.
public record GuestUser(String name) {
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");

  public static final GuestUser ROOT = new GuestUser("root");

  public GuestUser {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "username must be 1 to 32 of a-z 0-9 _ - and begin with a letter or _");
    }
  }

  /// The account's home directory inside the machine.
  public String home() {
    return equals(ROOT) ? "/root" : "/home/" + name;
  }

  @Override
  public String toString() {
    return name;
  }
}
