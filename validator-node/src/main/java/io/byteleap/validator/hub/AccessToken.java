package io.byteleap.validator.hub;

import io.byteleap.actor.FailureCause;
import io.byteleap.config.Secret;
import io.byteleap.durable.SecretFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the token is with which the hub knows us. Read anew for each connection, so that another
/// token needs no restart.
public sealed interface AccessToken {
  int LENGTH_MAX = 4_096;

  /// The token; fails with an [UncheckedIOException] that names the place. May block.
  Secret read();

  /// The token itself, as it stood in the configuration or the environment.
  record Given(Secret secret) implements AccessToken {
    @Override
    public Secret read() {
      return secret;
    }
  }

  /// A file of one line, which must be its owner's alone.
  record InFile(Path path) implements AccessToken {
    @Override
    public Secret read() {
      try (var in = Files.newInputStream(path)) {
        SecretFile.require(path);
        byte[] bytes = in.readNBytes(LENGTH_MAX + 1);
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        if (text.isEmpty() || bytes.length > LENGTH_MAX || text.contains("\n")) {
          throw new IOException("must hold one line of up to " + LENGTH_MAX + " bytes");
        }
        return Secret.of(text);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "meshhub.access_token_file " + path + " cannot be used: " + FailureCause.text(e), e);
      }
    }
  }
}
