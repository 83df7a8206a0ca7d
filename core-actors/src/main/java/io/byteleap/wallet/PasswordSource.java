package io.byteleap.wallet;

import io.byteleap.durable.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Where the password of a key file comes from.
@FunctionalInterface
public interface PasswordSource {
  /// Asked only when the file turned out to be encrypted, at most once.
  Answer password(Path keyFile);

  /// What a source has.
  sealed interface Answer {}

  /// Whoever gets it closes it.
  record Given(Password password) implements Answer {}

  record Missing() implements Answer {}

  /// There is one, and it is none.
  record Bad() implements Answer {}

  /// There is one, in a file that is not its owner's alone.
  record Exposed() implements Answer {}

  static PasswordSource none() {
    return _ -> new Missing();
  }

  /// The usual order: a file that is named (none when `file` is empty, `~` is the home folder), the
  /// environment, the person.
  static PasswordSource usual(
      Path file, Map<String, String> environment, PasswordSource ofThePerson) {
    var named = file.toString().isEmpty() ? none() : file(Wallet.expanded(file));
    return firstOf(named, environment(environment), ofThePerson);
  }

  /// The first of `sources` that has one.
  static PasswordSource firstOf(PasswordSource... sources) {
    var all = List.of(sources);
    return keyFile ->
        all.stream()
            .map(source -> source.password(keyFile))
            .filter(answer -> !(answer instanceof Missing))
            .findFirst()
            .orElseGet(Missing::new);
  }

  /// The variable that the network's wallets use: its name is `BT_PW_` and the file's path in upper
  /// case with `_` for `/` and `.`; its value is base64 of the password's bytes, each XORed with a
  /// byte of the name. That hides it from a glance, not from anybody who means to read it.
  static PasswordSource environment(Map<String, String> variables) {
    return keyFile -> {
      String name = variable(keyFile);
      String value = variables.get(name);
      return value == null ? new Missing() : uncovered(name, value);
    };
  }

  static String variable(Path keyFile) {
    String path = keyFile.toAbsolutePath().normalize().toString();
    return "BT_PW_" + path.toUpperCase(Locale.ROOT).replace('/', '_').replace('.', '_');
  }

  private static Answer uncovered(String name, String value) {
    try {
      byte[] bytes = Base64.getDecoder().decode(value);
      byte[] mask = name.getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] ^= mask[i % mask.length];
      }
      return new Given(Password.of(bytes));
    } catch (IllegalArgumentException e) {
      return new Bad();
    }
  }

  /// A file that holds the password and nothing else, white space around it aside.
  static PasswordSource file(Path passwordFile) {
    return _ -> {
      try (var in = Files.newInputStream(passwordFile)) {
        if (SecretFile.fault(passwordFile).isPresent()) {
          return new Exposed();
        }
        return new Given(Password.of(in.readNBytes(2 * Password.BYTES_MAX)));
      } catch (IOException | IllegalArgumentException e) {
        return new Bad();
      }
    };
  }

  /// Asks the person at the terminal, if there is one.
  static PasswordSource prompt(Terminal terminal) {
    return keyFile ->
        terminal
            .secret("Password of " + keyFile + ": ")
            .map(PasswordSource::typed)
            .orElseGet(Missing::new);
  }

  /// What a person typed.
  static Answer typed(char[] typed) {
    try {
      return new Given(Password.typed(typed));
    } catch (IllegalArgumentException e) {
      return new Bad();
    }
  }
}
