package io.byteleap.faulttest;

import io.byteleap.worker.program.Commands;
import io.byteleap.worker.program.Commands.Exited;
import io.byteleap.worker.program.Commands.NotRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// How an operator gets onto the test hosts.
sealed interface Entrance {
  Duration KEY_MAX = Duration.ofSeconds(30);

  /// What an inventory says of all hosts.
  String ofAll();

  /// What an inventory says of this host.
  String to(TestHost host);

  /// What it says of a host that is not there.
  String toNobody();

  /// With this private key; the public one is beside it.
  record BySsh(Path key) implements Entrance {
    /// On the hosts' network, and none of them.
    private static final String NOBODY = "198.18.77.250";

    @Override
    public String ofAll() {
      return "ssh: {identity_file: '" + key + "', connect_timeout: 5s}";
    }

    @Override
    public String to(TestHost host) {
      return "ssh: root@" + host.address();
    }

    @Override
    public String toNobody() {
      return "ssh: root@" + NOBODY;
    }
  }

  /// Through the namespaces of the host's first process.
  record ByNamespace() implements Entrance {
    @Override
    public String ofAll() {
      return "";
    }

    @Override
    public String to(TestHost host) {
      return "namespace: " + host.pidFile();
    }

    @Override
    public String toNobody() {
      return "namespace: none.pid";
    }
  }

  /// With a key that is made for it in `folder`.
  static BySsh withNewKey(Path folder, Commands commands) throws IOException {
    Path key = Files.createDirectories(folder).resolve("operator");
    var words = List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
    return switch (commands.run(words, KEY_MAX)) {
      case Exited(int code, _) when code == 0 -> new BySsh(key);
      case Exited(_, String output) -> throw new IOException("ssh-keygen: " + output.strip());
      case NotRun(var why) -> throw new IOException("ssh-keygen: " + why);
    };
  }
}
