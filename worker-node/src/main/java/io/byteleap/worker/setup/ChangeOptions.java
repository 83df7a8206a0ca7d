package io.byteleap.worker.setup;

import io.byteleap.json.JsonObject;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What bind and unbind have in common.
final class ChangeOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Mixin private HostOptions host = new HostOptions();

  @Option(names = "--dry-run", description = "Shows what would be done, and does nothing.")
  private boolean dryRun;

  @Option(
      names = {"-y", "--yes"},
      description = "Does it without asking.")
  private boolean yes;

  /// What became of a command, besides its exit code.
  enum Result {
    PLANNED("Nothing was changed: this was a dry run."),
    DECLINED("Nothing was changed: not confirmed (--yes confirms)."),
    UNCHANGED("Nothing to change."),
    DONE("Done. Reboot this machine for it to take effect.");

    private final String sentence;

    Result(String sentence) {
      this.sentence = sentence;
    }
  }

  HostOptions host() {
    return host;
  }

  boolean isDryRun() {
    return dryRun;
  }

  /// Refused when nobody could confirm.
  void check() {
    if (host.isJson() && !yes && !dryRun) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--json asks nobody: give --yes or --dry-run with it");
    }
  }

  /// Why this process may not do it; empty when it may.
  String objection(HostTree tree, HostTools tools) {
    return tree.isReal() && !dryRun && !tools.isRoot().getAsBoolean()
        ? "requires root: run it with sudo, or look with --dry-run"
        : "";
  }

  void show(Report preview) {
    if (!host.isJson()) {
      preview.lines().forEach(host.out()::println);
      host.out().flush();
    }
  }

  boolean isConfirmed(HostTools tools) {
    if (yes) {
      return true;
    }
    host.out().print("Type yes to do this: ");
    host.out().flush();
    boolean isConfirmed = tools.answers().confirm();
    host.out().println();
    return isConfirmed;
  }

  /// Prints what became of it; returns the exit code.
  int end(Report preview, Result result, List<String> notes) {
    if (host.isJson()) {
      host.out()
          .println(
              JsonObject.builder()
                  .put("result", result.name().toLowerCase(Locale.ROOT))
                  .putAll(preview.json())
                  .putTexts("notes", notes)
                  .build()
                  .toText());
    } else {
      notes.forEach(host.out()::println);
      host.out().println(result.sentence);
    }
    host.out().flush();
    return result == Result.DECLINED ? 1 : 0;
  }
}
