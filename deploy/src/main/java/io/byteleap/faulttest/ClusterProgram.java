package io.byteleap.faulttest;

import io.byteleap.worker.program.Commands.Exited;
import io.byteleap.worker.program.Commands.NotRun;
import io.byteleap.worker.program.RealCommands;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `deploy/cluster`, as its operator calls it.
final class ClusterProgram {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Path program;
  private final PrintStream out;

  ClusterProgram(Path home, PrintStream out) {
    this.program = home.resolve("deploy").resolve("cluster");
    this.out = out;
  }

  /// What it printed; [Broken] when it did not end well.
  String does(String verb, Path inventory, String... options) {
    var ended = run(verb, inventory, options);
    if (ended.code() != 0) {
      throw new Broken(
          "cluster " + verb + " ended with code " + ended.code() + ": " + ended.output().strip());
    }
    return ended.output();
  }

  /// What it said; [Broken] when it did not refuse.
  String refuses(String verb, Path inventory, String... options) {
    var ended = run(verb, inventory, options);
    if (ended.code() == 0) {
      throw new Broken("cluster " + verb + " did what it must refuse");
    }
    return ended.output();
  }

  private Exited run(String verb, Path inventory, String... options) {
    List<String> words =
        new ArrayList<>(List.of(program.toString(), verb, "--inventory", inventory.toString()));
    words.addAll(List.of(options));
    out.println("$ deploy/cluster " + verb + " " + String.join(" ", options));
    return switch (new RealCommands().run(words, PATIENCE)) {
      case Exited ended -> {
        if (!verb.equals("node")) { // what that answers may be a secret
          ended.output().lines().forEach(line -> out.println("  " + line));
        }
        yield ended;
      }
      case NotRun(var why) -> throw new Broken("cluster " + verb + ": " + why);
    };
  }
}
