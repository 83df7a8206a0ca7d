package io.byteleap.worker.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.worker.program.Commands;
import io.byteleap.worker.program.Installation;
import io.byteleap.worker.program.ProgramFiles;
import io.byteleap.worker.program.RealCommands;
import io.byteleap.worker.program.RecordedCommands;
import io.byteleap.worker.program.Version;
import io.byteleap.worker.service.ServiceInstaller.Rest;
import io.byteleap.worker.service.ServiceInstaller.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Under a recorded root; systemd is only told what is recorded here.
final class ServiceInstallerTest {
  private static final Duration DRAIN = Duration.ofSeconds(30);
  private static final String UNIT = "etc/systemd/system/byteleap-worker.service";

  @TempDir private Path folder;

  private final RecordedCommands commands = new RecordedCommands();
  private Path root;
  private Path config;
  private ProgramFiles program;

  @BeforeEach
  void build() throws IOException {
    root = Files.createDirectories(folder.resolve("root"));
    config = Files.writeString(folder.resolve("operators.yaml"), "worker_name: mine\n");
    program =
        new ProgramFiles(
            new TreeMap<>(
                Map.of(
                    "bin/byteleap-worker",
                        Files.writeString(folder.resolve("program"), "#!/bin/sh"),
                    "lib/a.jar", Files.writeString(folder.resolve("a.jar"), "a"))));
  }

  @Test
  void install_writesProgramConfigurationAndUnit_andTellsSystemd() throws Exception {
    var lines = install(Work.REAL);

    var installation = Installation.under(root);
    String name = installation.currentName().orElseThrow();
    assertThat(name).startsWith("1.2.3-");
    assertThat(installation.current().resolve("bin/byteleap-worker")).isExecutable();
    assertThat(installation.current().resolve("lib/a.jar")).hasContent("a");
    assertThat(installation.starter()).isExecutable();
    assertThat(installation.config()).hasContent("worker_name: mine");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(installation.config())))
        .isEqualTo("rw-------");
    assertThat(ServiceUnit.isOurs(Files.readString(root.resolve(UNIT)))).isTrue();
    assertThat(commands.lines()).containsExactly("systemctl daemon-reload");
    assertThat(lines)
        .containsExactly(
            "done: program " + installation.version(name),
            "done: link " + installation.current() + " -> " + name,
            "done: file " + installation.starter(),
            "done: configuration " + installation.config() + " from " + config,
            "done: file " + root.resolve(UNIT),
            "systemctl daemon-reload: not run: only recorded");
  }

  @Test
  void installAgain_changesNothing() throws Exception {
    install(Work.REAL);
    Files.writeString(Installation.under(root).config(), "worker_name: changed\n");
    var before = tree();

    var lines = install(Work.REAL);

    assertThat(lines).hasSize(5).allMatch(line -> line.startsWith("kept "));
    assertThat(tree()).isEqualTo(before);
    assertThat(commands.lines()).hasSize(1);
  }

  @Test
  void dryRun_changesNothing() throws Exception {
    var lines = install(Work.DRY);

    assertThat(lines).hasSize(6).noneMatch(line -> line.startsWith("done"));
    assertThat(tree()).isEmpty();
    assertThat(commands.lines()).isEmpty();
  }

  @Test
  void otherBuildOfTheSameVersion_liesBesideIt() throws Exception {
    install(Work.REAL);
    String before = Installation.under(root).currentName().orElseThrow();
    Files.writeString(folder.resolve("a.jar"), "b");

    install(Work.REAL);

    assertThat(Installation.under(root).currentName()).isPresent().get().isNotEqualTo(before);
    assertThat(Installation.under(root).version(before).resolve("lib/a.jar")).hasContent("a");
  }

  @Test
  void changedUnit_isNotWrittenOver_norRemoved_dropInsAreNobodysConcern() throws Exception {
    install(Work.REAL);
    Path dropIn = root.resolve(UNIT + ".d/nice.conf");
    Files.createDirectories(dropIn.resolveSibling(""));
    Files.writeString(dropIn, "[Service]\nNice=5\n");
    install(Work.REAL);
    assertThat(dropIn).exists();
    String changed = Files.readString(root.resolve(UNIT)).replace("RestartSec=2", "RestartSec=9");
    Files.writeString(root.resolve(UNIT), changed);

    assertThatThrownBy(() -> install(Work.REAL))
        .isInstanceOf(ServiceProblem.class)
        .hasMessageContaining("was changed since: move your changes to");
    assertThatThrownBy(() -> uninstall(Rest.KEPT)).isInstanceOf(ServiceProblem.class);
    assertThat(root.resolve(UNIT)).hasContent(changed);
  }

  @Test
  void unitOfAnEarlierVersion_isRenewed() throws Exception {
    install(Work.REAL);

    installer(Work.REAL)
        .install(
            new ServiceInstaller.Wish(
                program, new Version("1.2.3"), config, Duration.ofSeconds(60)));

    assertThat(root.resolve(UNIT)).content().contains("TimeoutStopSec=75");
  }

  @Test
  void uninstall_removesTheUnit_andKeepsTheRest() throws Exception {
    install(Work.REAL);

    var lines = uninstall(Rest.KEPT);

    assertThat(root.resolve(UNIT)).doesNotExist();
    assertThat(Installation.under(root).config()).exists();
    assertThat(commands.lines())
        .containsExactly(
            "systemctl daemon-reload",
            "systemctl disable --now byteleap-worker.service",
            "systemctl daemon-reload");
    assertThat(lines).contains("done: remove " + root.resolve(UNIT));
    assertThat(uninstall(Rest.KEPT)).containsExactly("not there " + root.resolve(UNIT));
  }

  @Test
  void purge_removesTheRest_butNoImages() throws Exception {
    install(Work.REAL);
    Path image = root.resolve("var/lib/vm/base_image_flat.qcow2");
    Files.createDirectories(image.resolveSibling(""));
    Files.writeString(image, "image");

    uninstall(Rest.REMOVED);

    assertThat(Installation.under(root).home()).doesNotExist();
    assertThat(image).exists();
  }

  @Test
  void report_underARecordedRoot_tellsFromTheFiles() throws Exception {
    assertThat(report().exitCode()).isEqualTo(4);
    install(Work.REAL);
    assertThat(report().exitCode()).isEqualTo(3);
    Path wanted = root.resolve("etc/systemd/system/multi-user.target.wants");
    Files.createDirectories(wanted);
    Files.createSymbolicLink(wanted.resolve("byteleap-worker.service"), Path.of("/" + UNIT));

    assertThat(report().lines())
        .contains(
            "unit:    /etc/systemd/system/byteleap-worker.service (as installed)",
            "enabled: enabled",
            "active:  unknown (systemd does not say: not run: only recorded)",
            "worker:  not asked");
  }

  @Test
  void report_showsWhatSystemdSays() throws Exception {
    install(Work.REAL);

    var running =
        report(
            answering(
                0,
                """
                LoadState=loaded
                ActiveState=active
                SubState=running
                UnitFileState=enabled
                MainPID=4711
                NRestarts=2
                ExecMainStatus=0
                Result=success
                ActiveEnterTimestamp=Mon 2026-01-05 10:00:00 UTC
                """));
    var failed =
        report(
            answering(
                0,
                """
                ActiveState=failed
                SubState=failed
                UnitFileState=
                MainPID=0
                NRestarts=0
                ExecMainStatus=78
                Result=exit-code
                """));
    var silent = report(answering(1, "System has not been booted with systemd as init system\n"));

    assertThat(running.exitCode()).isZero();
    assertThat(running.toJson().toText())
        .contains("\"enabled\":\"enabled\"")
        .contains("running, since Mon 2026-01-05 10:00:00 UTC, pid 4711, restarts 2");
    assertThat(failed.exitCode()).isEqualTo(3);
    assertThat(failed.lines())
        .contains("active:  failed (failed, restarts 0, result exit-code, exit code 78)");
    assertThat(silent.exitCode()).isEqualTo(3);
    assertThat(silent.lines().toString()).contains("has not been booted with systemd");
  }

  @Test
  void unit_isGoodForSystemdItself() throws Exception {
    install(Work.REAL);
    var verify = List.of("systemd-analyze", "verify", "--root=" + root, "--man=no", "/" + UNIT);

    switch (new RealCommands().run(verify, Duration.ofSeconds(30))) {
      case Commands.NotRun(var why) -> Assumptions.abort("no systemd on this machine: " + why);
      case Commands.Exited(_, var output) ->
          assertThat(output.lines().filter(line -> line.matches(".*worker\\.service:[0-9]+:.*")))
              .allMatch(line -> line.contains("RestartSteps") || line.contains("RestartMaxDelay"));
    }
  }

  private List<String> install(Work work) throws ServiceProblem {
    return installer(work)
        .install(new ServiceInstaller.Wish(program, new Version("1.2.3"), config, DRAIN));
  }

  private List<String> uninstall(Rest rest) throws ServiceProblem {
    return installer(Work.REAL).uninstall(rest);
  }

  private ServiceInstaller installer(Work work) {
    return new ServiceInstaller(root, new ServiceManager(commands), work);
  }

  private ServiceReport report() {
    return report(commands);
  }

  private ServiceReport report(Commands systemd) {
    return ServiceReport.of(root, new ServiceManager(systemd), "not asked");
  }

  private static Commands answering(int code, String output) {
    return (_, _) -> new Commands.Exited(code, output);
  }

  /// Every file under the root, with its time.
  private List<String> tree() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file + " " + file.toFile().lastModified())
          .sorted()
          .toList();
    }
  }
}
