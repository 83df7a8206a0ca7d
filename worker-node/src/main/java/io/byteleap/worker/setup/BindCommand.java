package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.BindDecision;
import io.byteleap.domain.passthrough.BindPlan;
import io.byteleap.domain.passthrough.BindWish;
import io.byteleap.domain.passthrough.HostInventory;
import io.byteleap.domain.passthrough.Refusal;
import io.byteleap.domain.passthrough.SetupFile;
import io.byteleap.domain.passthrough.SetupFiles;
import io.byteleap.json.JsonObject;
import io.byteleap.worker.setup.ChangeOptions.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `bind`: gives NVIDIA GPUs to vfio-pci from the next boot on.
@Command(
    name = "bind",
    mixinStandardHelpOptions = true,
    description = "Prepares this host to give NVIDIA GPUs to virtual machines.")
final class BindCommand implements Callable<Integer> {
  private static final Duration INSTALL_TIME_MAX = Duration.ofMinutes(30);

  private final HostTools tools;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ChangeOptions options = new ChangeOptions();

  @Parameters(
      paramLabel = "N",
      arity = "0..1",
      description = "Binds only the first N GPUs; all if not given.")
  private List<Integer> count = new ArrayList<>();

  @Option(names = "--no-packages", description = "Installs no packages, even if some are missing.")
  private boolean noPackages;

  BindCommand(HostTools tools) {
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
    var inventory = InventoryReader.read(host);
    return switch (BindPlan.of(inventory, wish())) {
      case BindDecision.Refused(var why) -> refuse(why);
      case BindPlan plan -> bind(plan, host, inventory);
    };
  }

  private BindWish wish() {
    if (count.isEmpty()) {
      return new BindWish.All();
    }
    if (count.getFirst() < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "N must be 1 or more, is " + count.getFirst());
    }
    return new BindWish.First(count.getFirst());
  }

  private int refuse(List<Refusal> why) {
    if (options.host().isJson()) {
      var json =
          JsonObject.builder()
              .put("result", "refused")
              .putObjects("refusals", why.stream().map(BindPreview::json).toList())
              .build();
      options.host().out().println(json.toText());
    }
    var text =
        why.stream().flatMap(each -> Stream.of(each.text(), "  remedy: " + each.remedy())).toList();
    return options.host().fail("nothing can be bound\n" + String.join("\n", text));
  }

  private int bind(BindPlan plan, HostTree host, HostInventory inventory) {
    var setup = new HostSetup(host, tools.files().apply(host));
    return switch (setup.memory()) {
      case HostSetup.Damaged(var why) -> options.host().fail(why);
      case HostSetup.Remembered(var journal) -> {
        String grub =
            host.exists(SetupFile.GRUB_OF_CLOUD_IMAGE)
                ? SetupFile.GRUB_OF_CLOUD_IMAGE
                : SetupFile.GRUB;
        if (!host.exists(grub)) {
          yield options
              .host()
              .fail(SetupFile.GRUB + " is not there: only hosts that boot with GRUB are prepared");
        }
        var files = wanted(plan, grub, host, inventory, journal);
        yield switch (Changes.to(files, host, journal)) {
          case Changes.Blocked(var why) -> options.host().fail(String.join("\n", why));
          case Changes.Ready(var changes) -> bind(plan, setup, changes);
        };
      }
    };
  }

  private static List<SetupFile> wanted(
      BindPlan plan, String grub, HostTree host, HostInventory inventory, SetupJournal journal) {
    var texts =
        List.of(
            Changes.baseText(grub, host, journal),
            Changes.baseText(SetupFile.VFIO_OPTIONS, host, journal));
    var others = SetupFiles.Others.in(texts, inventory.pci());
    return new SetupFiles(plan, others).all(grub, inventory.releaseHook());
  }

  private int bind(BindPlan plan, HostSetup setup, Changes changes) {
    var host = setup.host();
    var packages = noPackages ? new Packages(false, List.of()) : Packages.read(host);
    var preview = new BindPreview(plan, packages, changes, Rebuild.of(host));
    options.show(preview);
    if (changes.isNothing() && installs(host, packages).isEmpty()) {
      return options.end(preview, Result.UNCHANGED, List.of());
    }
    if (options.isDryRun()) {
      return options.end(preview, Result.PLANNED, List.of());
    }
    if (!preview.rebuild().lacking().isEmpty()) {
      return options
          .host()
          .fail("this host has no " + String.join(", and no ", preview.rebuild().lacking()));
    }
    if (!options.isConfirmed(tools)) {
      return options.end(preview, Result.DECLINED, List.of());
    }
    var installed = ProgramRun.of(installs(host, packages), host, tools.programs());
    if (!installed.failures().isEmpty()) {
      return options.host().fail(String.join("\n", installed.failures()));
    }
    return carryOut(preview, setup, installed.notes());
  }

  /// None on a host that installs packages in another way.
  private static List<Program> installs(HostTree host, Packages packages) {
    if (!packages.isKnown() || packages.missing().isEmpty()) {
      return List.of();
    }
    return host.program("apt-get")
        .map(
            apt ->
                List.of(
                    new Program(List.of(apt, "update", "-y"), INSTALL_TIME_MAX),
                    new Program(
                        Stream.concat(Stream.of(apt, "install", "-y"), packages.missing().stream())
                            .toList(),
                        INSTALL_TIME_MAX)))
        .orElse(List.of());
  }

  private int carryOut(BindPreview preview, HostSetup setup, List<String> notes) {
    var changes = preview.changes();
    try (var lock = setup.lock().orElse(null)) {
      if (lock == null) {
        return options.host().fail("another bind or unbind is at work on this host");
      }
      if (!setup.isStill(changes)) {
        return options.host().fail("files have changed while you were asked: run bind again");
      }
      setup.apply(changes);
      var run = ProgramRun.of(preview.rebuild().programs(), setup.host(), tools.programs());
      if (!run.failures().isEmpty()) {
        return options
            .host()
            .fail(
                "the files are written, but do not take effect yet: "
                    + String.join("\n", run.failures())
                    + "\nRun bind again when that is mended, or unbind.");
      }
      setup.finish(changes);
      return options.end(
          preview, Result.DONE, Stream.concat(notes.stream(), run.notes().stream()).toList());
    } catch (IOException e) {
      return options
          .host()
          .fail(
              "not everything could be written: "
                  + HostTree.why(e)
                  + "\nRun bind again to finish, or unbind to undo what was done.");
    }
  }
}
