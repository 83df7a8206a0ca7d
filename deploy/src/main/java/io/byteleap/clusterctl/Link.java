package io.byteleap.clusterctl;

import io.byteleap.clusterctl.Inventory.SshOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How commands reach a host: what is put before them.
public sealed interface Link {
  /// The command, as it is started on this machine. An [IOException] says why the host cannot be
  /// reached at all.
  List<String> command(List<String> words) throws IOException;

  static Link to(Host host, SshOptions options) {
    return host.ssh().isEmpty() ? new Namespaces(host.namespace()) : new Ssh(host.ssh(), options);
  }

  /// Over SSH, which never asks anything: what would need an answer fails. The shell at the other
  /// end gets one line, in which every word is quoted.
  record Ssh(String target, SshOptions options) implements Link {
    @Override
    public List<String> command(List<String> words) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "ssh",
                  "-o",
                  "BatchMode=yes",
                  "-o",
                  "ConnectTimeout=" + Math.max(1, options.connectTimeout().toSeconds()),
                  "-o",
                  "ServerAliveInterval=15"));
      if (!options.identityFile().toString().isEmpty()) {
        command.addAll(List.of("-i", options.identityFile().toString()));
      }
      int colon = target.indexOf(':');
      if (colon > 0) {
        command.addAll(List.of("-p", target.substring(colon + 1)));
      }
      command.addAll(List.of("--", colon > 0 ? target.substring(0, colon) : target));
      command.add(ShellWords.joined(words));
      return command;
    }
  }

  /// In the namespaces of the process whose id is in the file: a test host on this machine.
  record Namespaces(Path pidFile) implements Link {
    private static final int PID_LENGTH_MAX = 10;

    @Override
    public List<String> command(List<String> words) throws IOException {
      if (!Files.isReadable(pidFile)) {
        throw new IOException("there is no " + pidFile + ", in which its process should be");
      }
      String pid = Files.readString(pidFile).strip();
      if (!pid.matches("[0-9]{1," + PID_LENGTH_MAX + "}")) {
        throw new IOException(pidFile + " holds no process id");
      }
      List<String> command =
          new ArrayList<>(
              List.of("nsenter", "--target", pid, "--mount", "--uts", "--net", "--pid", "--"));
      command.addAll(
          List.of(
              "env",
              "-i",
              "-C",
              "/",
              "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
              "HOME=/root",
              "LANG=C.UTF-8"));
      command.addAll(words);
      return command;
    }
  }
}
