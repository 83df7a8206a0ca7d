package io.byteleap.wallet;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What the commands find around them: the person, the environment, chance, and what the key of a
/// password costs.
record Surroundings(
    Terminal terminal, Map<String, String> environment, RandomGenerator chance, PasswordKey cost) {
  Surroundings {
    environment = Map.copyOf(environment);
  }

  /// Where the password of a file that is to be read or written comes from: the environment, a file
  /// that the command line names (none when empty), the person.
  PasswordSource passwords(Path passwordFile, PasswordSource ofThePerson) {
    var named =
        passwordFile.toString().isEmpty()
            ? PasswordSource.none()
            : PasswordSource.file(passwordFile);
    return PasswordSource.firstOf(named, PasswordSource.environment(environment), ofThePerson);
  }

  /// Asks twice for a new password.
  PasswordSource newPassword() {
    return keyFile -> {
      var first = terminal.secret("New password of " + keyFile + ": ");
      if (first.isEmpty()) {
        return new PasswordSource.Missing();
      }
      Optional<char[]> again = terminal.secret("The same again: ");
      return again.isPresent() && java.util.Arrays.equals(first.get(), again.get())
          ? given(first.get())
          : new PasswordSource.Bad();
    };
  }

  private static PasswordSource.Answer given(char[] typed) {
    try {
      return new PasswordSource.Given(Password.typed(typed));
    } catch (IllegalArgumentException e) {
      return new PasswordSource.Bad();
    }
  }
}
