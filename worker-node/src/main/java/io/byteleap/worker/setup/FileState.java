package io.byteleap.worker.setup;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A file, or that there is none: its text has a character for each byte.
sealed interface FileState {
  record Missing() implements FileState {}

  record Text(String text) implements FileState {}

  /// What is in it; nothing when there is none.
  default String content() {
    return switch (this) {
      case Missing() -> "";
      case Text(var text) -> text;
    };
  }

  default String sha256() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = content().getBytes(StandardCharsets.ISO_8859_1);
      return HexFormat.of().formatHex(digest.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every JDK has SHA-256", e);
    }
  }
}
