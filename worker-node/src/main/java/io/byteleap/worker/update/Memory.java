package io.byteleap.worker.update;

import io.byteleap.durable.DurableFile;
import io.byteleap.durable.DurableFile.Readers;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.worker.program.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/// What an installation remembers of its updates: the highest sequence that proved itself, the
/// version before the present one (empty when there is none), and what failed last.
record Memory(long sequence, String previous, Failed failed) {
  private static final int SIZE_MAX = 1 << 14;
  private static final int ATTEMPTS_MAX = 3;
  private static final Duration RETRY_AFTER = Duration.ofHours(24);

  static final Memory NONE = new Memory(0, "", new Failed(0, 0, Instant.EPOCH));

  /// How often a sequence was tried and taken back, and when last.
  record Failed(long sequence, int attempts, Instant at) {}

  static Memory read(Installation installation) throws UpdateProblem {
    Path file = file(installation);
    try {
      return read(Json.upTo(SIZE_MAX).parse(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return NONE;
    } catch (IOException | JsonProblem | DateTimeException e) {
      throw new UpdateProblem(
          Layer.DISK,
          file + " cannot be read; without it an older version could be taken for a newer one",
          e);
    }
  }

  private static Memory read(JsonObject json) {
    var failed = json.object("failed");
    return new Memory(
        json.exactInteger("sequence"),
        json.literal("previous"),
        new Failed(
            failed.exactInteger("sequence"),
            failed.exactWithin("attempts", 0, Integer.MAX_VALUE),
            Instant.parse(failed.literal("at"))));
  }

  void write(Installation installation) throws UpdateProblem {
    var json =
        JsonObject.builder()
            .put("sequence", sequence)
            .put("previous", previous)
            .put(
                "failed",
                JsonObject.builder()
                    .put("sequence", failed.sequence())
                    .put("attempts", failed.attempts())
                    .put("at", failed.at().toString())
                    .build())
            .build();
    try {
      DurableFile.write(file(installation), json.toText() + "\n", Readers.EVERYBODY);
    } catch (IOException e) {
      throw new UpdateProblem(Layer.DISK, file(installation) + " cannot be written", e);
    }
  }

  private static Path file(Installation installation) {
    return installation.update().resolve("state.json");
  }

  Memory proved(Trial trial) {
    return new Memory(Math.max(sequence, trial.sequence()), trial.previous(), failed);
  }

  Memory took(Trial trial, Instant now) {
    int attempts = failed.sequence() == trial.sequence() ? failed.attempts() : 0;
    return new Memory(sequence, previous, new Failed(trial.sequence(), attempts + 1, now));
  }

  Memory withPrevious(String version) {
    return new Memory(sequence, version, failed);
  }

  /// Whether a sequence that failed may be tried again by the worker itself.
  boolean maySelfApply(long candidate, Instant now) {
    return failed.sequence() != candidate
        || (failed.attempts() < ATTEMPTS_MAX && !now.isBefore(failed.at().plus(RETRY_AFTER)));
  }
}
