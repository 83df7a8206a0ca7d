package io.byteleap.worker.setup;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What all commands about the host have in common.
final class HostOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "Works on the tree under DIR instead of this machine; runs no programs.")
  private Path root = Path.of("/");

  @Option(names = "--json", description = "Prints one JSON object instead of text.")
  private boolean json;

  HostTree tree() {
    if (!Files.isDirectory(root)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--root " + root + " is not a folder");
    }
    return new HostTree(root);
  }

  boolean isJson() {
    return json;
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /// Prints a report; returns its exit code.
  int print(Report report) {
    if (json) {
      out().println(report.json().toText());
    } else {
      report.lines().forEach(out()::println);
    }
    out().flush();
    return report.exitCode();
  }

  /// Prints why a command cannot do what it should; returns the exit code for that.
  int fail(String why) {
    out().flush();
    var line = spec.commandLine();
    var err = line.getErr();
    err.println(line.getCommandSpec().root().name() + ": " + why);
    err.flush();
    return 1;
  }
}
