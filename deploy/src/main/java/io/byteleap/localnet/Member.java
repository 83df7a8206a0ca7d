package io.byteleap.localnet;

import io.byteleap.clusterctl.ShellWords;
import io.byteleap.domain.identity.Hotkey;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// One node of the network: how it is started, and where it says how it is.
///
/// The command line is complete in itself: whoever types it again, from whatever folder, starts the
/// same node.
public record Member(
    Role role,
    String name,
    String javaOptions,
    Path program,
    Path config,
    SortedMap<String, String> settings,
    Path log,
    int statusPort) {
  /// What a node is in the network.
  public sealed interface Role {}

  public record Validator(Hotkey hotkey) implements Role {}

  public record Miner(Hotkey hotkey) implements Role {}

  public record Worker(String miner) implements Role {}

  public Member {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  /// The same node with other settings; those that are not named stay.
  public Member with(Map<String, String> others) {
    var all = new TreeMap<>(settings);
    all.putAll(others);
    return new Member(role, name, javaOptions, program, config, all, log, statusPort);
  }

  List<String> command() {
    List<String> command = new ArrayList<>();
    if (!javaOptions.isBlank()) {
      command.addAll(List.of("env", "BYTELEAP_JAVA_OPTS=" + javaOptions));
    }
    command.add(program.toString());
    command.add("--config");
    command.add(config.toString());
    settings.forEach(
        (key, value) -> {
          command.add("--set");
          command.add(key + "=" + value);
        });
    return command;
  }

  /// The command as it may be typed into a shell.
  String commandLine() {
    return ShellWords.joined(command());
  }

  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + statusPort + path);
  }
}
