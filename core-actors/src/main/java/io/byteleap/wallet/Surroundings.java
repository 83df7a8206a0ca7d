package io.byteleap.wallet;

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

  /// Asks twice for a new password.
  PasswordSource newPassword() {
    return keyFile -> {
      var first = terminal.secret("New password of " + keyFile + ": ");
      if (first.isEmpty()) {
        return new PasswordSource.Missing();
      }
      Optional<char[]> again = terminal.secret("The same again: ");
      return again.isPresent() && java.util.Arrays.equals(first.get(), again.get())
          ? PasswordSource.typed(first.get())
          : new PasswordSource.Bad();
    };
  }
}
