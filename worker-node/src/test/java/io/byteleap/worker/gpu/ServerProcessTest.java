package io.byteleap.worker.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// Real processes: shell scripts that take the server's place.
final class ServerProcessTest {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

  @TempDir private Path folder;

  private final LoggedLines log = LoggedLines.of(ServerProcess.class);
  private SocketPlace place;

  @BeforeEach
  void prepare() {
    place = SocketPlace.privateIn(folder);
  }

  @AfterEach
  void stop() {
    log.close();
  }

  @Test
  void child_isGivenItsSocket_inAFolderOfItsOwn_withoutTheWorkersEnvironment() throws Exception {
    Path told = folder.resolve("told");
    try (var process = process(script("echo \"$@\" > " + told + "; env >> " + told))) {
      var child = process.launch();

      assertThat(child.exit().toCompletableFuture().get(20, TimeUnit.SECONDS)).isZero();
      assertThat(Files.readAllLines(told))
          .startsWith("--socket " + folder.resolve("gpu/server.sock"))
          .anyMatch(line -> line.startsWith("PATH="))
          .noneMatch(line -> line.startsWith("JAVA_HOME=") || line.startsWith("MAVEN"));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place.folder())))
          .isEqualTo("rwx------");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(place.folder().resolve("server.pid"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void output_isLogged_asFarAsItIsFitForALog() throws Exception {
    String output =
        "printf 'hello\\033[2J\\n'; head -c 1000 /dev/zero | tr '\\0' x; echo;"
            + " i=0; while [ $i -lt 400 ]; do echo line $i; i=$((i+1)); done";
    try (var process = process(script(output))) {
      var child = process.launch();
      child.exit().toCompletableFuture().get(20, TimeUnit.SECONDS);

      Awaitility.await()
          .until(() -> log.texts().stream().anyMatch(line -> line.contains("further lines")));
      assertThat(log.texts()).contains("gpu server says, line=hello?[2J");
      assertThat(log.texts()).allSatisfy(line -> assertThat(line.length()).isLessThan(160));
      assertThat(log.texts()).hasSizeBetween(200, 203);
    }
  }

  @Test
  void childThatIgnoresTheSignal_isKilled() throws Exception {
    try (var process = process(script("trap '' TERM; echo up; while :; do sleep 1; done"))) {
      var child = process.launch();
      Awaitility.await().until(() -> log.texts().contains("gpu server says, line=up"));

      child.stop();

      assertThat(child.exit().toCompletableFuture().get(20, TimeUnit.SECONDS)).isEqualTo(137);
    }
  }

  @Test
  void closing_endsTheChild_andNoOtherIsStarted() throws Exception {
    var process = process(script("exec sleep 600"));
    var child = process.launch();
    assertThat(isAlive(child.pid())).isTrue();

    process.close();

    assertThat(isAlive(child.pid())).isFalse();
    assertThatThrownBy(process::launch).hasMessageContaining("the worker stops");
  }

  @Test
  void childOfAWorkerThatWasKilled_isEndedByTheNext() throws Exception {
    Path script = script("exec sleep 600");
    var killed = process(script);
    var orphan = killed.launch();

    process(script).endOrphan();

    assertThat(orphan.exit().toCompletableFuture().get(20, TimeUnit.SECONDS)).isNotZero();
    assertThat(place.folder().resolve("server.pid")).doesNotExist();
    assertThat(log.texts()).anyMatch(line -> line.contains("left behind"));
  }

  @Test
  void numberThatIsAnotherProcesssByNow_isLeftAlone() throws Exception {
    var bystander = new ProcessBuilder("/bin/sleep", "600").start();
    try (var process = process(script("exec sleep 600"))) {
      place.prepare();
      Path file = place.folder().resolve("server.pid");
      Files.writeString(file, bystander.pid() + " 1234567890\n");
      process.endOrphan();
      Files.writeString(file, "all of them\n");
      process.endOrphan();

      assertThat(bystander.isAlive()).isTrue();
      assertThat(file).doesNotExist();
    } finally {
      bystander.destroyForcibly().waitFor();
    }
  }

  /// The worker is a process of its own here, and killed without a chance to do anything.
  @Test
  @EnabledIf("hasParentDeathSignal")
  void child_doesNotOutliveAWorkerThatIsKilled() throws Exception {
    var worker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path", ""),
                ServerProcessOwner.class.getName(),
                script("exec sleep 600").toString(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var output = worker.inputReader(StandardCharsets.UTF_8)) {
      String line = output.lines().filter(each -> each.startsWith("child ")).findFirst().orElse("");
      long child = Long.parseLong(line.replace("child ", ""));
      assertThat(isAlive(child)).isTrue();

      worker.destroyForcibly().waitFor();

      Awaitility.await().until(() -> !isAlive(child));
    } finally {
      worker.destroyForcibly().waitFor();
    }
  }

  static boolean hasParentDeathSignal() {
    return Files.isExecutable(Path.of("/usr/bin/setpriv"));
  }

  @Test
  void programThatIsNone_isNamed() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "no program");

    assertThatThrownBy(() -> process(text).launch())
        .hasMessageContaining(text + " (gpu.binary_path) is no executable file");
    assertThatThrownBy(() -> process(Path.of("no/such")).launch())
        .hasMessageContaining("no/such (gpu.binary_path)");
  }

  @Test
  void relativeProgram_isFoundAboveTheProgramsFolder() throws IOException {
    Path script = script("true");
    Path deep = Files.createDirectories(folder.resolve("a/b/c"));

    assertThat(ServerBinary.find(Path.of("server"), deep)).isEqualTo(script);
  }

  @Test
  void placeThatNoSocketFits_isNamed_andOneInASharedFolderWarnedOf() {
    var deep = SocketPlace.privateIn(folder.resolve("x".repeat(100)));
    var shared = SocketPlace.at(Path.of("/tmp/gpu_tensor.sock"), folder);

    assertThatThrownBy(deep::prepare).hasMessageContaining("too long for a socket");
    assertThat(place.warning()).isEmpty();
    assertThat(shared.warning().orElseThrow()).contains("outside the worker's own folder");
    assertThat(shared.folder()).isEqualTo(place.folder());
  }

  private ServerProcess process(Path binary) {
    return new ServerProcess(binary, folder, place, STOP_TIMEOUT);
  }

  private Path script(String body) throws IOException {
    Path file = Files.writeString(folder.resolve("server"), "#!/bin/sh\n" + body + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false) && !isDefunct(pid);
  }

  /// Ended, but not yet taken note of by whoever is its parent now.
  private static boolean isDefunct(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
    } catch (IOException e) {
      return true;
    }
  }
}
