package io.byteleap.worker.access;

import io.byteleap.durable.DurableFile;
import io.byteleap.durable.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// A file of a few lines that only its owner reads.
record SmallFile(Path path) {
  private static final int SIZE_MAX = 64 << 10;

  /// What it holds; empty when it is not there.
  Optional<String> read() throws AccessProblem {
    try (var in = Files.newInputStream(path)) {
      return Optional.of(new String(in.readNBytes(SIZE_MAX), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new AccessProblem(path + " cannot be read: " + e.getClass().getSimpleName(), e);
    }
  }

  /// What the file of a key holds, which must be its owner's alone; empty when it is not there.
  Optional<String> readSecret() throws AccessProblem {
    var fault = fault();
    if (fault.isPresent()) {
      throw new AccessProblem(path + " " + fault.get());
    }
    return read();
  }

  /// Why others get at it; empty also when it is not there.
  Optional<String> fault() throws AccessProblem {
    try {
      return SecretFile.fault(path);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new AccessProblem(path + " cannot be read: " + e.getClass().getSimpleName(), e);
    }
  }

  void write(String text) throws AccessProblem {
    try {
      DurableFile.write(path, text, DurableFile.Readers.OWNER);
    } catch (IOException e) {
      throw new AccessProblem(path + " cannot be written: " + e.getClass().getSimpleName(), e);
    }
  }
}
