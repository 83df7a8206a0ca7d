package io.byteleap.worker.gpu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/// Where the socket is: in a folder of the worker's own into which nobody else can look, unless the
/// configuration names another place. `folder` also keeps what is known of the child process.
public record SocketPlace(Path socket, Path folder) {
  /// What fits into the operating system's socket address, with its end.
  private static final int PATH_BYTES_MAX = 107;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  /// In `data`, the worker's folder.
  public static SocketPlace privateIn(Path data) {
    Path folder = data.toAbsolutePath().normalize().resolve("gpu");
    return new SocketPlace(folder.resolve("server.sock"), folder);
  }

  /// Where the configuration says; what else is kept is kept in `data`.
  public static SocketPlace at(Path socket, Path data) {
    return new SocketPlace(socket.toAbsolutePath().normalize(), privateIn(data).folder());
  }

  /// Makes the worker's own folder, for nobody else. Refused: a path that no socket can have.
  void prepare() throws IOException {
    int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > PATH_BYTES_MAX) {
      throw new IOException(
          "%s is too long for a socket (gpu.socket_path): %d bytes, %d fit"
              .formatted(socket, length, PATH_BYTES_MAX));
    }
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, OWNER_ONLY);
  }

  /// What is wrong with the place, for the operator; empty when it is private.
  public Optional<String> warning() {
    return socket.startsWith(folder)
        ? Optional.empty()
        : Optional.of(
            socket
                + " (gpu.socket_path) is outside the worker's own folder; leave the key out, and it"
                + " is where nobody else comes");
  }

  /// Removes a socket that a server of ours left behind.
  void clear() throws IOException {
    if (socket.startsWith(folder)) {
      Files.deleteIfExists(socket);
    }
  }
}
