package io.byteleap.wallet;

import io.byteleap.durable.DurableFile;
import io.byteleap.durable.SecretFile;
import io.byteleap.keys.PublicKey;
import io.byteleap.keys.SecretBytes;
import io.byteleap.wallet.KeyReading.Exposure;
import io.byteleap.wallet.KeyReading.Why;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Reads and writes one key file, plain or encrypted.
///
/// A file that others than its owner may write is refused, one that others may read is read and
/// said to be exposed. What is written only its owner may read, and no file is ever written over.
final class KeyFile {
  /// The text of a key file has some 600 bytes; ciphertexts are a little longer.
  private static final int BYTES_MAX = KeyText.BYTES_MAX;

  private static final String ANSIBLE = "$ANSIBLE_VAULT";
  private static final String FERNET = "gAAAAA";

  private KeyFile() {}

  /// The form of a file, as far as it shows without a password.
  private enum Form {
    PLAIN,
    NACL,
    ANSIBLE_VAULT,
    FERNET
  }

  /// Reads a key file; asks for a password only when it is encrypted.
  static KeyReading read(Path file, PasswordSource passwords) {
    return read(file, passwords, PasswordKey.OF_WALLETS);
  }

  static KeyReading read(Path file, PasswordSource passwords, PasswordKey cost) {
    return switch (content(file)) {
      case Content.Refused(var why) -> new KeyReading.Refused(why);
      case Content.Read(var content, var exposure) -> {
        try (content) {
          byte[] bytes = content.reveal();
          yield switch (form(bytes)) {
            case PLAIN -> KeyText.read(bytes, exposure);
            case NACL -> opened(file, bytes, exposure, passwords, cost);
            case ANSIBLE_VAULT -> new KeyReading.Refused(Why.ANSIBLE_VAULT);
            case FERNET -> new KeyReading.Refused(Why.FERNET);
          };
        }
      }
    };
  }

  private static Form form(byte[] bytes) {
    if (NaclFile.isOne(bytes)) {
      return Form.NACL;
    }
    if (begins(bytes, ANSIBLE)) {
      return Form.ANSIBLE_VAULT;
    }
    return begins(bytes, FERNET) ? Form.FERNET : Form.PLAIN;
  }

  private static boolean begins(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).startsWith(text);
  }

  private static KeyReading opened(
      Path file, byte[] bytes, Exposure exposure, PasswordSource passwords, PasswordKey cost) {
    return switch (passwords.password(file)) {
      case PasswordSource.Missing() -> new KeyReading.Refused(Why.NO_PASSWORD);
      case PasswordSource.Bad() -> new KeyReading.Refused(Why.BAD_PASSWORD_SOURCE);
      case PasswordSource.Exposed() -> new KeyReading.Refused(Why.EXPOSED_PASSWORD);
      case PasswordSource.Given(var password) -> {
        try (password) {
          yield cost.derived(password)
              .map(key -> opened(bytes, key, exposure))
              .orElseGet(() -> new KeyReading.Refused(Why.TOO_LITTLE_MEMORY));
        }
      }
    };
  }

  private static KeyReading opened(byte[] bytes, SecretBytes key, Exposure exposure) {
    try (key) {
      return NaclFile.opened(bytes, key)
          .map(plain -> plain(plain, exposure))
          .orElseGet(() -> new KeyReading.Refused(Why.WRONG_PASSWORD));
    }
  }

  private static KeyReading plain(SecretBytes plain, Exposure exposure) {
    try (plain) {
      return KeyText.read(plain.reveal(), exposure);
    }
  }

  /// The bytes of a file.
  private sealed interface Content {
    record Read(SecretBytes bytes, Exposure exposure) implements Content {}

    record Refused(Why why) implements Content {}
  }

  private static Content content(Path file) {
    try {
      if (!Files.exists(file)) {
        return new Content.Refused(Why.MISSING);
      }
      if (!Files.isRegularFile(file)) {
        return new Content.Refused(Why.NOT_A_FILE);
      }
      return switch (SecretFile.others(file)) {
        case WRITE -> new Content.Refused(Why.OTHERS_MAY_WRITE);
        case READ -> bounded(file, Exposure.OTHERS_TOO);
        case NOTHING -> bounded(file, Exposure.OWNER_ONLY);
      };
    } catch (NoSuchFileException e) {
      return new Content.Refused(Why.MISSING);
    } catch (IOException e) {
      return new Content.Refused(Why.UNREADABLE);
    }
  }

  private static Content bounded(Path file, Exposure exposure) throws IOException {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(BYTES_MAX + 1);
      return bytes.length > BYTES_MAX
          ? new Content.Refused(Why.TOO_BIG)
          : new Content.Read(SecretBytes.taking(bytes), exposure);
    }
  }

  /// Writes a new file. A [FileAlreadyExistsException] when there is one.
  static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(
        file.toAbsolutePath().getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    // Reserves the name: of two who write at once, one fails.
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    boolean written = false;
    try {
      DurableFile.write(file, content, DurableFile.Readers.OWNER);
      written = true;
    } finally {
      if (!written) {
        Files.deleteIfExists(file);
      }
    }
  }

  static void writePublic(Path file, PublicKey key) throws IOException {
    write(file, KeyText.publicText(key).getBytes(StandardCharsets.UTF_8));
  }
}
