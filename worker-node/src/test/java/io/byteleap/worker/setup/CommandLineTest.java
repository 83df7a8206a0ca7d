package io.byteleap.worker.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.passthrough.SetupFile;
import io.byteleap.json.Json;
import io.byteleap.worker.setup.Programs.Done;
import io.byteleap.worker.setup.Programs.Failed;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Confirmation, options that exclude each other, and programs of the host.
final class CommandLineTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @Test
  void unconfirmed_changesNothing() throws Exception {
    Path root = RecordedHost.expand("intel-one-gpu", folder);
    var before = RecordedHost.snapshot(root);

    var ran = Ran.on(root, "bind");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out()).contains("Type yes to do this:").endsWith("(--yes confirms).\n");
    assertThat(RecordedHost.snapshot(root)).isEqualTo(before);
  }

  @Test
  void confirmed_isDone() throws Exception {
    Path root = RecordedHost.expand("intel-one-gpu", folder);
    var tools =
        new HostTools(
            Ran.TOOLS.programs(),
            () -> true,
            Ran.TOOLS.network(),
            Ran.TOOLS.settings(),
            Ran.TOOLS.files(),
            Ran.TOOLS.isRoot());

    assertThat(Ran.on(root, tools, "bind").exitCode()).isZero();

    assertThat(root.resolve(SetupFile.VFIO_OPTIONS.substring(1))).exists();
  }

  @Test
  void jsonWithoutConsent_isAWrongCommandLine() throws Exception {
    Path root = RecordedHost.expand("intel-one-gpu", folder);

    var ran = Ran.on(root, "bind", "--json");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).startsWith("--json asks nobody: give --yes or --dry-run with it");
  }

  @Test
  void jsonOfADoneBind_isOneObject() throws Exception {
    Path root = RecordedHost.expand("intel-one-gpu", folder);

    var json = Json.upTo(1 << 20).parse(Ran.on(root, "bind", "--json", "--yes").out());

    assertThat(json.text("result")).isEqualTo("done");
    assertThat(json.objects("gpus")).hasSize(1);
    assertThat(json.objects("files")).hasSize(5);
  }

  @Test
  void wrongCountsAndRoots_areNamed() throws Exception {
    Path root = RecordedHost.expand("intel-one-gpu", folder);

    assertThat(Ran.on(root, "bind", "0", "--yes").err()).startsWith("N must be 1 or more, is 0");
    assertThat(Ran.on(root, "bind", "many", "--yes").exitCode()).isEqualTo(2);
    assertThat(Ran.on(root.resolve("nowhere"), "list").err()).contains("nowhere is not a folder");
  }

  @Test
  void hostWithoutGrub_isRefused() throws Exception {
    Path root = RecordedHost.expand("intel-one-gpu", folder);
    Files.delete(root.resolve(SetupFile.GRUB.substring(1)));

    assertThat(Ran.on(root, "bind", "--yes").err()).contains("/etc/default/grub is not there");
  }

  @Test
  void linkInPlaceOfAFile_isNotWrittenThrough() throws Exception {
    Path root = RecordedHost.expand("intel-one-gpu", folder);
    Path outside = Files.writeString(folder.resolve("outside"), "mine\n");
    Path link = root.resolve(SetupFile.MODULES.substring(1));
    Files.createSymbolicLink(link, outside);

    var ran = Ran.on(root, "bind", "--yes");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("it is a link, which is not written through");
    assertThat(outside).hasContent("mine\n");
  }

  @Test
  void pipe_isNotWaitedFor() throws Exception {
    Path root = RecordedHost.expand("intel-one-gpu", folder);
    Path memory = root.resolve("proc/meminfo");
    Files.delete(memory);
    assertThat(new ProcessBuilder("mkfifo", memory.toString()).start().waitFor()).isZero();

    assertThat(Ran.on(root, "doctor").out())
        .contains("! files: /proc/meminfo cannot be read: it is not a regular file");
  }

  @Test
  void linkOutOfTheTree_staysInIt() throws Exception {
    Path root = RecordedHost.expand("intel-one-gpu", folder);
    Files.writeString(folder.resolve("secret"), "PRETTY_NAME=stolen\n");
    Path os = root.resolve("etc/os-release");
    Files.delete(os);
    Files.createSymbolicLink(os, Path.of("../../secret"));

    assertThat(Ran.on(root, "debug").out()).contains("OS: unknown").doesNotContain("stolen");
  }

  @Test
  void minerIsAsked_whereTheConfigurationSays() throws Exception {
    Path root = RecordedHost.expand("intel-one-gpu", folder);
    var tools =
        new HostTools(
            Ran.TOOLS.programs(),
            Ran.TOOLS.answers(),
            Ran.TOOLS.network(),
            _ -> new HostSettings.Known(URI.create("ws://miner:7799"), "https://host/image"),
            Ran.TOOLS.files(),
            Ran.TOOLS.isRoot());

    assertThat(Ran.on(root, tools, "doctor", "--config", "x").out())
        .contains("✗ miner: ws://miner:7799 cannot be reached: nobody listens at port 7799");
    assertThat(Ran.on(root, tools, "verify", "--config", "x").out())
        .contains("its source did not tell its size: nobody answers");
  }

  @Test
  void programsStop_atTheFirstThatFails() {
    var machine = new HostTree(Path.of("/"));
    List<String> ran = new ArrayList<>();
    var all = List.of(program("one"), program("two"), program("three"));

    var run =
        ProgramRun.of(
            all,
            machine,
            program -> {
              ran.add(program.shown());
              return ran.size() < 2 ? new Done() : new Failed("no");
            });

    assertThat(ran).containsExactly("one", "two");
    assertThat(run.notes()).containsExactly("Ran one");
    assertThat(run.failures()).containsExactly("no");
  }

  private static Program program(String... command) {
    return new Program(List.of(command), SOON);
  }

  @Test
  void realPrograms_endAsTheyEnd() {
    var programs = new ProcessPrograms();

    assertThat(programs.run(program("/bin/true"))).isEqualTo(new Done());
    assertThat(programs.run(program("/bin/sh", "-c", "echo a; echo wrong >&2; exit 3")))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> assertThat(failed.why()).endsWith(" failed with exit code 3: wrong"));
    assertThat(programs.run(program("/nowhere/program")))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> assertThat(failed.why()).startsWith("/nowhere/program cannot be started"));
    assertThat(programs.run(new Program(List.of("/bin/sleep", "600"), Duration.ofMillis(50))))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.why()).contains("took longer than"));
  }

  @Test
  void noisyProgram_isDrained_andItsLastLineBounded() {
    var noisy = program("/bin/sh", "-c", "yes | head -c 3000000; echo; exit 1");

    assertThat(new ProcessPrograms().run(noisy))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.why()).endsWith("exit code 1: y"));
  }
}
