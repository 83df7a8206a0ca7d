package io.byteleap.localnet;

import io.byteleap.worker.program.Commands;
import io.byteleap.worker.program.RealCommands;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Libvirt's own program, which looks at the hypervisor independently of the worker.
public final class Virsh {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Commands commands = new RealCommands();
  private final String uri;

  /// `socket` is where libvirt listens.
  public Virsh(Path socket) {
    this.uri =
        "qemu+unix:///system?socket="
            + URLEncoder.encode(socket.toString(), StandardCharsets.UTF_8);
  }

  /// What it answered; empty when it failed.
  public Optional<String> tell(String... words) {
    List<String> all = new ArrayList<>(List.of("virsh", "--quiet", "--connect", uri));
    all.addAll(List.of(words));
    return commands.run(all, PATIENCE) instanceof Commands.Exited(int code, var output) && code == 0
        ? Optional.of(output)
        : Optional.empty();
  }

  /// Names of all machines that it knows.
  public List<String> machines() {
    return tell("list", "--all", "--name")
        .orElseThrow(() -> new IllegalStateException("libvirt does not answer"))
        .lines()
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /// Takes a machine away that nobody looks after any more.
  void remove(String machine) {
    tell("destroy", machine);
    tell("undefine", machine);
  }
}
