package io.byteleap.worker.gpu;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import jdk.net.ExtendedSocketOptions;

/// Who may answer on the socket: processes of these users. In a folder that others can write to,
/// anybody may have put a socket there.
record SocketPeer(Set<String> users) {
  private static final String ROOT = "root";

  SocketPeer {
    users = Set.copyOf(users);
  }

  /// Processes of this worker's own user, and the system's.
  static SocketPeer ownOrRoot() throws IOException {
    String own = Files.getOwner(Path.of("/proc/self")).getName();
    return new SocketPeer(new TreeSet<>(List.of(own, ROOT)));
  }

  void check(SocketChannel connected) throws IOException {
    String user = connected.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
    if (!users.contains(user)) {
      throw new IOException("the server is a process of the user " + user + ", not of " + users);
    }
  }
}
