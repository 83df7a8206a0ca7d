package io.byteleap.faulttest;

import io.byteleap.clusterctl.Link;
import io.byteleap.clusterctl.Tier;
import io.byteleap.worker.program.Commands;
import io.byteleap.worker.program.Commands.Exited;
import io.byteleap.worker.program.Commands.NotRun;
import io.byteleap.worker.program.RealCommands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A host on this machine: a network, processes and folders of its own, which last as long as the
/// process that holds them.
final class TestHost implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(30);
  private static final Duration COMMAND_MAX = Duration.ofMinutes(1);
  private static final String BRIDGE = "byteleap0";
  private static final int LINES_SHOWN = 25;

  private final String name;
  private final Tier tier;
  private final String address;
  private final Path folder;
  private final Path said;
  private final Process holder;
  private final Commands commands = new RealCommands();

  /// The program that makes hosts, the folder of all of them, and who may come in.
  record Place(Path program, Path folder, Entrance entrance) {
    Path of(String host) {
      return folder.resolve("hosts").resolve(host);
    }

    /// What every host has as `/srv/shared`.
    Path shared() {
      return folder.resolve("shared");
    }
  }

  private TestHost(Place place, String name, Tier tier, String address, Process holder) {
    this.name = name;
    this.tier = tier;
    this.address = address;
    this.folder = place.of(name);
    this.said = said(place, name);
    this.holder = holder;
  }

  private static Path said(Place place, String name) {
    return place.folder().resolve(name + ".said");
  }

  static TestHost start(Place place, String name, Tier tier, String address) throws IOException {
    Files.createDirectories(place.shared());
    var words =
        new ArrayList<>(
            List.of(
                place.program().toString(),
                name,
                address,
                BRIDGE,
                place.of(name).toString(),
                place.shared().toString()));
    switch (place.entrance()) {
      case Entrance.BySsh(var key) -> words.add(key + ".pub");
      case Entrance.ByNamespace() -> {}
    }
    var holder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(said(place, name).toFile())
            .start();
    return new TestHost(place, name, tier, address, holder);
  }

  /// Returns when it can be used, and its process id is in its file.
  void awaitReady() throws IOException {
    var _ = Waiting.until("host " + name + " is ready", START_MAX, this::isReady);
    long first =
        holder.children().findFirst().orElseThrow(() -> new Broken(name + " has ended")).pid();
    Files.writeString(pidFile(), first + "\n");
  }

  private boolean isReady() {
    try {
      String text = Files.readString(said);
      if (!holder.isAlive()) {
        throw new Broken("host " + name + " cannot be made: " + text.strip());
      }
      return text.endsWith("ready\n");
    } catch (IOException e) {
      return false;
    }
  }

  String name() {
    return name;
  }

  Tier tier() {
    return tier;
  }

  String address() {
    return address;
  }

  /// The file that an inventory names.
  Path pidFile() {
    return folder.resolveSibling(name + ".pid");
  }

  /// A file of the host, seen from outside.
  Path at(String path) {
    return folder.resolve(path.substring(1));
  }

  /// Runs a command on the host; what it printed. [Broken] when it fails.
  String run(String... words) {
    try {
      return done(new Link.Namespaces(pidFile()).command(List.of(words)));
    } catch (IOException e) {
      throw new Broken(name + ": " + e.getMessage());
    }
  }

  private String done(List<String> words) {
    return switch (commands.run(words, COMMAND_MAX)) {
      case Exited(int code, String output) when code == 0 -> output;
      case Exited(int code, String output) ->
          throw new Broken(
              name + ": " + words.getLast() + " ended with code " + code + ": " + output.strip());
      case NotRun(var why) -> throw new Broken(name + ": " + why);
    };
  }

  /// Takes its cable out, or puts it back.
  void cut() {
    var _ = done(List.of("ip", "link", "set", name, "down"));
  }

  void mend() {
    var _ = done(List.of("ip", "link", "set", name, "up"));
  }

  /// Whether the kernel can slow its network down; it does from now on.
  boolean slowDown() {
    return commands.run(
                List.of(
                    "tc", "qdisc", "add", "dev", name, "root", "netem", "delay", "200ms", "loss",
                    "5%"),
                COMMAND_MAX)
            instanceof Exited(int code, _)
        && code == 0;
  }

  void speedUp() {
    var _ = done(List.of("tc", "qdisc", "del", "dev", name, "root"));
  }

  /// Lines of its node's log.
  List<String> log() {
    try {
      return Files.readAllLines(
          at("/var/log/byteleap-" + tier.name().toLowerCase(Locale.ROOT) + ".log"),
          StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }

  /// The end of its log, for a person who wonders.
  List<String> lastWords() {
    var lines = log();
    List<String> shown = new ArrayList<>(List.of("--- " + name));
    shown.addAll(lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    return shown;
  }

  /// Its processes end with the first of them.
  @Override
  public void close() {
    holder.descendants().forEach(ProcessHandle::destroyForcibly);
    holder.destroyForcibly();
    try {
      var _ = holder.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var _ = commands.run(List.of("ip", "netns", "del", name), COMMAND_MAX);
  }
}
