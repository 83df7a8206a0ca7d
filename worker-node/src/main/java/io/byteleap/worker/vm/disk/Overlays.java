package io.byteleap.worker.vm.disk;

import io.byteleap.domain.units.Label;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.worker.program.Commands;
import io.byteleap.worker.program.Commands.Exited;
import io.byteleap.worker.program.Commands.NotRun;
import io.byteleap.worker.vm.VmProblem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Disks that hold only what differs from their base image, made by `qemu-img`.
public record Overlays(Commands commands) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int ANSWER_SIZE_MAX = 1 << 18;
  private static final long BYTES_PER_GB = 1L << 30;

  /// Makes a disk of `gb` over `base`, which must be a qcow2 image that refers to no other file and
  /// is not larger than the disk.
  public void make(Path base, Path disk, int gb) throws VmProblem {
    check(base, gb);
    String said =
        run(
            "qemu-img",
            "create",
            "-q",
            "-f",
            "qcow2",
            "-b",
            base.toAbsolutePath().toString(),
            "-F",
            "qcow2",
            disk.toAbsolutePath().toString(),
            gb + "G");
    if (!said.isBlank()) {
      throw new VmProblem("qemu-img said: " + said);
    }
  }

  private void check(Path base, int gb) throws VmProblem {
    var image = describe(base);
    try {
      if (!image.text("format").equals("qcow2")) {
        throw new VmProblem("the image is of the format " + image.text("format") + ", not qcow2");
      }
      if (image.has("backing-filename") || image.has("full-backing-filename")) {
        throw new VmProblem("the image refers to another file");
      }
      if (image.objectOrEmpty("format-specific").objectOrEmpty("data").has("data-file")) {
        throw new VmProblem("the image keeps its data in another file");
      }
      long size = image.exactInteger("virtual-size");
      if (size > gb * BYTES_PER_GB) {
        throw new VmProblem(
            "the disk must be at least as large as its image, "
                + Math.ceilDiv(size, BYTES_PER_GB)
                + " GB");
      }
    } catch (JsonProblem e) {
      throw new VmProblem("qemu-img says of the image what cannot be read: " + e.getMessage(), e);
    }
  }

  private JsonObject describe(Path base) throws VmProblem {
    String told =
        run("qemu-img", "info", "-f", "qcow2", "--output=json", base.toAbsolutePath().toString());
    try {
      return Json.upTo(ANSWER_SIZE_MAX).parse(told);
    } catch (JsonProblem e) {
      throw new VmProblem("qemu-img says of the image what cannot be read: " + e.getMessage(), e);
    }
  }

  private String run(String... words) throws VmProblem {
    return switch (commands.run(List.of(words), PATIENCE)) {
      case Exited(int code, String output) when code == 0 -> output;
      case Exited(int code, String output) ->
          throw new VmProblem(
              words[0] + " " + words[1] + " ended with " + code + ": " + Label.of(output));
      case NotRun(String why) -> throw new VmProblem(words[0] + " " + words[1] + ": " + why);
    };
  }
}
