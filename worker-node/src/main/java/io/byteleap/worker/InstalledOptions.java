package io.byteleap.worker;

import io.byteleap.config.Overrides;
import io.byteleap.json.JsonObject;
import io.byteleap.node.NodeOptions;
import io.byteleap.worker.program.Commands;
import io.byteleap.worker.program.Installation;
import io.byteleap.worker.program.RealCommands;
import io.byteleap.worker.program.RecordedCommands;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// Options of the commands that work on an installed worker: whose files, which configuration, and
/// how the answer is written.
final class InstalledOptions {
  private static final Path REAL = Path.of("/");

  @Mixin private NodeOptions node = new NodeOptions();

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "Work on the files under this directory instead of this machine's.")
  private Path root = REAL;

  @Option(names = "--json", description = "Answer in JSON, an object in one line.")
  private boolean json;

  Path root() {
    return root;
  }

  boolean isThisMachine() {
    return root.normalize().equals(REAL);
  }

  Installation installation() {
    return Installation.under(root);
  }

  /// Programs run on this machine only; for another root they are recorded.
  Commands commands() {
    return isThisMachine() ? new RealCommands() : new RecordedCommands();
  }

  /// The file of `--config`; empty when it was not given.
  Path config() {
    return node.config();
  }

  /// The file of `--config`, or else the installed one.
  Path configOrInstalled() {
    return config().toString().isEmpty() ? installation().config() : config();
  }

  Overrides overrides() {
    return node.overrides();
  }

  /// Prints an answer in the form that was asked for.
  void answer(CommandSpec spec, JsonObject object, List<String> lines) {
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(object.toText());
    } else {
      lines.forEach(out::println);
    }
    out.flush();
  }

  /// Prints what was done, a line each; returns the exit code.
  int steps(CommandSpec spec, List<String> lines) {
    answer(spec, JsonObject.builder().put("ok", true).putTexts("steps", lines).build(), lines);
    return NodeOptions.EXIT_OK;
  }

  /// Prints why something was refused; returns the exit code.
  int refuse(CommandSpec spec, String why) {
    if (json) {
      answer(spec, JsonObject.builder().put("ok", false).put("error", why).build(), List.of());
    }
    return NodeOptions.fail(spec.root().name(), why);
  }
}
