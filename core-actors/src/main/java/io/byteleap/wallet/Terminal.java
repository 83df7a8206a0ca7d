package io.byteleap.wallet;

import java.io.Console;
import java.util.Optional;

/// The person at the terminal; nobody, when a program runs without one.
public interface Terminal {
  /// What the person types, unseen, after `prompt`; empty when nobody is there.
  Optional<char[]> secret(String prompt);

  /// Shows a line to the person only, never to a pipe or a file; whether somebody is there to see
  /// it.
  boolean show(String line);

  /// The terminal that the program was started from.
  static Terminal ofSystem() {
    return new Terminal() {
      @Override
      public Optional<char[]> secret(String prompt) {
        return console().map(console -> console.readPassword("%s", prompt));
      }

      @Override
      public boolean show(String line) {
        var console = console();
        console.ifPresent(shown -> shown.printf("%s%n", line).flush());
        return console.isPresent();
      }
    };
  }

  /// Empty where input or output is not a terminal: then, by JDK and setting, there is no console,
  /// or one that says so.
  @SuppressWarnings("SystemConsoleNull")
  private static Optional<Console> console() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }
}
