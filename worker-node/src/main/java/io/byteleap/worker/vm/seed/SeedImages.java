package io.byteleap.worker.vm.seed;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.units.Label;
import io.byteleap.durable.DurableFile;
import io.byteleap.worker.program.Commands;
import io.byteleap.worker.program.Commands.Exited;
import io.byteleap.worker.program.Commands.NotRun;
import io.byteleap.worker.vm.VmProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Writes the disk `cidata` that cloud-init looks for, with the host's own program for such disks:
/// whichever of the usual ones is there.
public record SeedImages(Commands commands) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final List<List<String>> WRITERS =
      List.of(List.of("genisoimage"), List.of("mkisofs"), List.of("xorriso", "-as", "genisoimage"));

  public void write(CloudInit texts, Path image) throws VmProblem {
    Path userData = image.resolveSibling("user-data");
    Path metaData = image.resolveSibling("meta-data");
    try {
      DurableFile.write(userData, texts.userData(), DurableFile.Readers.OWNER);
      DurableFile.write(metaData, texts.metaData(), DurableFile.Readers.OWNER);
      run(image, userData, metaData);
      Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("rw-------"));
      Files.delete(userData);
      Files.delete(metaData);
    } catch (IOException e) {
      throw new VmProblem("the seed cannot be written: " + FailureCause.text(e), e);
    }
  }

  private void run(Path image, Path userData, Path metaData) throws VmProblem {
    List<String> failures = new ArrayList<>();
    for (List<String> writer : WRITERS) {
      var words =
          Stream.concat(
                  writer.stream(),
                  Stream.of(
                      "-quiet",
                      "-output",
                      image.toString(),
                      "-volid",
                      "cidata",
                      "-joliet",
                      "-rock",
                      userData.toString(),
                      metaData.toString()))
              .toList();
      switch (commands.run(words, PATIENCE)) {
        case Exited(int code, String _) when code == 0 -> {
          return;
        }
        case Exited(int code, String output) ->
            throw new VmProblem(
                writer.getFirst() + " ended with " + code + ": " + Label.of(output));
        case NotRun(String why) -> failures.add(why);
      }
    }
    throw new VmProblem("the seed cannot be written: " + failures.getFirst());
  }
}
