package io.byteleap.worker.gpu;

import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.gpu.GpuMatrixSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The double, for tests of other packages.
public final class GpuDoubles {
  private GpuDoubles() {}

  /// The double as a program in `folder`, to be started as the real server is.
  public static Path program(Path folder) throws IOException {
    String java = Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
    String text =
        "#!/bin/sh\nexec %s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m -cp '%s' %s \"$@\"\n"
            .formatted(
                java, System.getProperty("java.class.path", ""), GpuServerDouble.class.getName());
    Path file = Files.writeString(folder.resolve("gpu_server"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  /// The challenge that has its devices do this work.
  public static ChallengeSpec challenge(GpuMatrixSpec work) {
    return SoftwareGpu.challenge(work, GpuServerDouble.GPUS);
  }
}
