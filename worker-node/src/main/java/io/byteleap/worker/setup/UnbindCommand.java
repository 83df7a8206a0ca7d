package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.SetupFile;
import io.byteleap.worker.setup.ChangeOptions.Result;
import io.byteleap.worker.setup.Changes.Change;
import io.byteleap.worker.setup.Changes.Overwritten;
import io.byteleap.worker.setup.FileState.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `unbind`: gives the GPUs back to the host from the next boot on.
@Command(
    name = "unbind",
    mixinStandardHelpOptions = true,
    description = "Takes back what bind has done to this host, byte for byte.")
final class UnbindCommand implements Callable<Integer> {
  private final HostTools tools;

  @Mixin private ChangeOptions options = new ChangeOptions();

  @Parameters(
      paramLabel = "N",
      arity = "0..1",
      description = "Taken for the sake of existing scripts; all GPUs are given back.")
  private List<Integer> ignored = new ArrayList<>();

  @Option(
      names = "--leave-changed",
      description = "Leaves files as they are that somebody else has changed since bind.")
  private boolean leaveChanged;

  @Option(
      names = "--legacy",
      description = "Takes away what another tool has left on this host to bind GPUs.")
  private boolean legacy;

  UnbindCommand(HostTools tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    options.check();
    var host = options.host().tree();
    String objection = options.objection(host, tools);
    if (!objection.isEmpty()) {
      return options.host().fail(objection);
    }
    var setup = new HostSetup(host, tools.files().apply(host));
    return switch (setup.memory()) {
      case HostSetup.Damaged(var why) -> options.host().fail(why);
      case HostSetup.Remembered(var journal) when journal.equals(SetupJournal.NONE) ->
          nothingOfOurs(setup);
      case HostSetup.Remembered(var journal) -> unbind(setup, journal);
    };
  }

  private int nothingOfOurs(HostSetup setup) {
    var leftovers = Legacy.of(setup.host());
    if (legacy) {
      return unbindLegacy(setup, leftovers);
    }
    if (leftovers.isNone()) {
      return options.end(
          preview(setup.host(), nothing()),
          Result.UNCHANGED,
          List.of("bind has done nothing here."));
    }
    String paths =
        String.join(", ", leftovers.leftovers().stream().map(Legacy.Leftover::path).toList());
    return options
        .host()
        .fail(
            "bind has done nothing here that it remembers, but another tool seems to have: "
                + paths
                + "\nSee what unbind --legacy --dry-run would take away.");
  }

  private static Changes nothing() {
    return new Changes(List.of(), SetupJournal.NONE, SetupJournal.NONE);
  }

  private UnbindPreview preview(HostTree host, Changes changes) {
    var rebuild = Rebuild.of(host);
    return new UnbindPreview(
        PciReader.read(host).nvidiaGpus(),
        changes,
        changes.isNothing() ? new Rebuild(List.of(), List.of()) : rebuild);
  }

  private int unbind(HostSetup setup, SetupJournal journal) {
    var overwritten = leaveChanged ? Overwritten.LEFT_AS_THEY_ARE : Overwritten.REFUSED;
    return switch (Changes.back(setup.host(), journal, overwritten)) {
      case Changes.Blocked(var why) ->
          options
              .host()
              .fail(
                  "nothing was undone, since that would lose what others have written:\n"
                      + String.join("\n", why)
                      + "\nMend the files, or give --leave-changed to leave them as they are.");
      case Changes.Ready(var changes) -> {
        var preview = preview(setup.host(), changes);
        yield carryOut(
            preview,
            setup,
            () -> {
              setup.revert(changes);
              var notes = rebuild(preview, setup.host());
              setup.forget(journal);
              return notes;
            });
      }
    };
  }

  private int unbindLegacy(HostSetup setup, Legacy leftovers) {
    var changes =
        leftovers.leftovers().stream()
            .map(
                leftover -> {
                  var now = new Text(leftover.now());
                  return new Change(
                      leftover.path(), now, now, leftover.then(), SetupFile.Kind.TEXT);
                })
            .toList();
    var preview = preview(setup.host(), new Changes(changes, SetupJournal.NONE, SetupJournal.NONE));
    if (leftovers.isNone()) {
      return options.end(preview, Result.UNCHANGED, List.of());
    }
    return carryOut(
        preview,
        setup,
        () -> {
          leftovers.remove(setup.files());
          var notes = rebuild(preview, setup.host());
          setup.files().delete(SetupJournal.LOCK);
          return Stream.concat(Stream.of("Copies are kept under " + Legacy.KEPT), notes.stream())
              .toList();
        });
  }

  /// Does it all; what programs fail at is a note, since the files are right.
  @FunctionalInterface
  private interface Work {
    List<String> run() throws IOException;
  }

  private int carryOut(UnbindPreview preview, HostSetup setup, Work work) {
    options.show(preview);
    if (options.isDryRun()) {
      return options.end(preview, Result.PLANNED, List.of());
    }
    if (!options.isConfirmed(tools)) {
      return options.end(preview, Result.DECLINED, List.of());
    }
    try (var lock = setup.lock().orElse(null)) {
      if (lock == null) {
        return options.host().fail("another bind or unbind is at work on this host");
      }
      if (!setup.isStill(preview.changes())) {
        return options.host().fail("files have changed while you were asked: run unbind again");
      }
      return options.end(preview, Result.DONE, work.run());
    } catch (IOException e) {
      return options
          .host()
          .fail("not everything could be undone: " + HostTree.why(e) + "\nRun unbind again.");
    }
  }

  private List<String> rebuild(UnbindPreview preview, HostTree host) {
    var run = ProgramRun.of(preview.rebuild().programs(), host, tools.programs());
    return Stream.concat(
            run.notes().stream(), run.failures().stream().map(failure -> "Warning: " + failure))
        .toList();
  }
}
