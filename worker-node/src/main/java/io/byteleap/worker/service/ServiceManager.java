package io.byteleap.worker.service;

import io.byteleap.domain.units.Label;
import io.byteleap.worker.program.Commands;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// systemd, as far as the worker's unit is concerned.
public final class ServiceManager {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /// Stopping waits for the tasks of the worker.
  private static final Duration STOP_TIMEOUT = Duration.ofMinutes(6);

  private static final String[] SHOWN = {
    "LoadState",
    "ActiveState",
    "SubState",
    "UnitFileState",
    "MainPID",
    "NRestarts",
    "ExecMainStatus",
    "Result",
    "ActiveEnterTimestamp",
    "StatusText",
  };

  private final Commands commands;

  public ServiceManager(Commands commands) {
    this.commands = commands;
  }

  /// What systemd says of the unit, or why it says nothing.
  sealed interface Answer {}

  record Said(Map<String, String> properties) implements Answer {
    Said {
      properties = Map.copyOf(properties);
    }

    String of(String name) {
      return properties.getOrDefault(name, "");
    }
  }

  record Silent(String why) implements Answer {}

  Answer ask() {
    var words =
        Stream.concat(
                Stream.of("show", ServiceUnit.NAME, "--no-pager"),
                Stream.of(SHOWN).map(name -> "--property=" + name))
            .toArray(String[]::new);
    return switch (systemctl(TIMEOUT, words)) {
      case Commands.Exited(var code, var output) when code == 0 -> new Said(properties(output));
      case Commands.Exited(_, var output) -> new Silent(firstLine(output));
      case Commands.NotRun(var why) -> new Silent(why);
    };
  }

  private static Map<String, String> properties(String output) {
    Map<String, String> properties = new HashMap<>();
    output
        .lines()
        .forEach(
            line -> {
              int equals = line.indexOf('=');
              if (equals > 0) {
                properties.put(
                    line.substring(0, equals), Label.of(line.substring(equals + 1)).value());
              }
            });
    return properties;
  }

  /// Makes systemd read unit files again. Returns what went wrong, empty when nothing did.
  String reload() {
    return failure(systemctl(TIMEOUT, "daemon-reload"));
  }

  /// Restarts the worker when it runs as a service. Returns what went wrong, empty when nothing.
  public String restartIfRunning() {
    return failure(systemctl(STOP_TIMEOUT, "try-restart", ServiceUnit.NAME));
  }

  String stopAndDisable() {
    return failure(systemctl(STOP_TIMEOUT, "disable", "--now", ServiceUnit.NAME));
  }

  private Commands.Result systemctl(Duration timeout, String... words) {
    return commands.run(Stream.concat(Stream.of("systemctl"), Stream.of(words)).toList(), timeout);
  }

  private static String failure(Commands.Result result) {
    return switch (result) {
      case Commands.Exited(var code, _) when code == 0 -> "";
      case Commands.Exited(_, var output) -> firstLine(output);
      case Commands.NotRun(var why) -> why;
    };
  }

  private static String firstLine(String output) {
    List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
    return lines.isEmpty() ? "systemctl failed" : Label.of(lines.getFirst()).value();
  }
}
