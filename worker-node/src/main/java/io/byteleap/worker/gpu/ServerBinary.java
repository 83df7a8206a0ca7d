package io.byteleap.worker.gpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// The server's program.
final class ServerBinary {
  private static final int LEVELS_MAX = 10;

  private ServerBinary() {}

  /// The executable file that `configured` means: itself when it is absolute, else below the
  /// working directory, else below `program` or one of the ten folders above it.
  static Path find(Path configured, Path program) throws IOException {
    return places(configured, program.toAbsolutePath())
        .map(Path::normalize)
        .filter(path -> Files.isRegularFile(path) && Files.isExecutable(path))
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    configured
                        + " (gpu.binary_path) is no executable file, neither from the working"
                        + " directory nor from the program's folder upwards"));
  }

  private static Stream<Path> places(Path configured, Path program) {
    if (configured.isAbsolute()) {
      return Stream.of(configured);
    }
    Stream<Path> upwards =
        Stream.iterate(Optional.of(program), each -> each.map(Path::getParent))
            .limit(LEVELS_MAX + 1)
            .flatMap(Optional::stream)
            .map(folder -> folder.resolve(configured));
    return Stream.concat(Stream.of(configured.toAbsolutePath()), upwards);
  }
}
