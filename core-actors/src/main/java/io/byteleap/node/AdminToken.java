package io.byteleap.node;

import io.byteleap.config.Secret;
import io.byteleap.durable.DurableFile;
import io.byteleap.durable.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/// What an operator's command shows a running node so that it does what is asked: a text that only
/// they can read who can read the node's data folder. Made at the first start.
public final class AdminToken {
  private static final String FILE = "admin.token";
  private static final int BYTES = 24;
  private static final int LENGTH_MIN = 32;
  private static final int LENGTH_MAX = 256;

  private AdminToken() {}

  public static Path fileIn(Path dataDir) {
    return dataDir.resolve(FILE);
  }

  /// Reads the token, or makes it. Refused: a file that is not its owner's alone.
  public static Secret in(Path dataDir) throws IOException {
    Path file = fileIn(dataDir);
    if (!Files.exists(file)) {
      var bytes = new byte[BYTES];
      new SecureRandom().nextBytes(bytes);
      DurableFile.write(file, HexFormat.of().formatHex(bytes) + "\n", DurableFile.Readers.OWNER);
    }
    SecretFile.require(file);
    return Secret.of(read(file));
  }

  /// The text in the file, for who sends it.
  public static String read(Path file) throws IOException {
    String text;
    try (var in = Files.newInputStream(file)) {
      text = new String(in.readNBytes(2 * LENGTH_MAX), StandardCharsets.US_ASCII);
    }
    String token = text.strip();
    if (token.length() < LENGTH_MIN
        || token.length() > LENGTH_MAX
        || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IOException(
          "must hold " + LENGTH_MIN + " to " + LENGTH_MAX + " visible characters");
    }
    return token;
  }
}
