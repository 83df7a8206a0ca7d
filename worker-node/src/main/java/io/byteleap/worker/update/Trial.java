package io.byteleap.worker.update;

import io.byteleap.durable.DurableFile;
import io.byteleap.durable.DurableFile.Readers;
import io.byteleap.worker.program.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// A version that has not proved itself yet, and the one to go back to. Written in lines that the
/// starter, which is a shell script, reads and counts in.
record Trial(String version, String previous, long sequence) {
  private static final Pattern FORM =
      Pattern.compile(
          """
          new=([0-9A-Za-z.+-]{1,64})
          previous=([0-9A-Za-z.+-]{1,64})
          sequence=([0-9]{1,18})
          starts=[0-9]{1,4}
          """);
  private static final int SIZE_MAX = 1_024;

  /// Written by the starter when it took a version back; holds the trial's lines.
  private static final String TAKEN_BACK = "taken-back";

  static Path file(Installation installation) {
    return installation.update().resolve("trial");
  }

  void write(Installation installation) throws IOException {
    DurableFile.write(
        file(installation),
        "new=%s\nprevious=%s\nsequence=%d\nstarts=0\n".formatted(version, previous, sequence),
        Readers.EVERYBODY);
  }

  static Optional<Trial> read(Installation installation) throws IOException {
    return read(file(installation));
  }

  /// What the starter took back and nobody has noted yet.
  static Optional<Trial> readTakenBack(Installation installation) throws IOException {
    return read(installation.update().resolve(TAKEN_BACK));
  }

  private static Optional<Trial> read(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var matcher = FORM.matcher(new String(in.readNBytes(SIZE_MAX), StandardCharsets.US_ASCII));
      if (!matcher.matches()) {
        throw new IOException(file + " is damaged");
      }
      return Optional.of(
          new Trial(matcher.group(1), matcher.group(2), Long.parseLong(matcher.group(3))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  static void forget(Installation installation) throws IOException {
    Files.deleteIfExists(file(installation));
  }

  static void forgetTakenBack(Installation installation) throws IOException {
    Files.deleteIfExists(installation.update().resolve(TAKEN_BACK));
  }
}
