package io.byteleap.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// The driver's library through the foreign-function interface, against a small one that is
/// compiled for it; without a C compiler only the library's absence is tested.
final class NvmlTest {
  private static final List<Path> COMPILERS =
      Stream.of("/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang").map(Path::of).toList();

  @TempDir private Path folder;

  static boolean hasCompiler() {
    return COMPILERS.stream().anyMatch(Files::isExecutable);
  }

  @Test
  void machineWithoutTheDriver_hasNoSuchLibrary() throws IOException {
    assertThat(Nvml.look("libno-such-driver.so.1")).isEqualTo(new Nvml.NoDriver());
    assertThat(Nvml.look(folder.resolve("none.so").toString())).isEqualTo(new Nvml.NoDriver());
  }

  @Test
  void libraryWithoutItsFunctions_isAFailure_notAGuess() {
    assertThatThrownBy(() -> Nvml.look("libc.so.6"))
        .isInstanceOf(IOException.class)
        .hasMessage("the NVIDIA driver has no nvmlInit_v2");
  }

  @Test
  @EnabledIf("hasCompiler")
  void gpus_areToldFieldByField_andWhatIsNotKnownOrCannotBeTrue_isNull() throws Exception {
    var gpus = ((Nvml.Gpus) Nvml.look(library("usual"))).gpus();

    assertThat(gpus.get(0))
        .isEqualTo(
            JsonObject.builder()
                .put("id", 0)
                .put("name", "NVIDIA H100 80GB HBM3")
                .put("memory_total", 81_920)
                .put("memory_used", 20_480)
                .put("memory_free", 61_440)
                .put("memory_util", 25.0)
                .put("gpu_util", 37)
                .put("temperature", 54)
                .put("vendor", "NVIDIA")
                .put("type", "discrete")
                .put("uuid", "GPU-11111111-2222-3333-4444-555555555555")
                .build());
    assertThat(gpus.get(1).text("name")).isEqualTo("NVIDIA? A100");
    assertThat(
            Stream.of("memory_total", "memory_used", "memory_free", "gpu_util", "temperature")
                .map(gpus.get(1)::optionalInteger))
        .allMatch(Optional::isEmpty);
    assertThat(gpus.get(1).optionalText("uuid")).isEmpty();
    assertThat(gpus).hasSize(2);
  }

  @Test
  @EnabledIf("hasCompiler")
  void libraryThatFails_orLosesAGpu_orNamesTooMany_isBounded() throws Exception {
    String broken = library("broken");

    assertThatThrownBy(() -> Nvml.look(broken))
        .hasMessage("nvmlInit_v2 of the NVIDIA driver answers 999");
    assertThat(((Nvml.Gpus) Nvml.look(library("lost"))).gpus()).hasSize(1);
    assertThat(((Nvml.Gpus) Nvml.look(library("many"))).gpus()).hasSize(64);
    assertThat(((Nvml.Gpus) Nvml.look(library("endless"))).gpus().getFirst().text("name"))
        .isEqualTo("x".repeat(96));
  }

  @Test
  @EnabledIf("hasCompiler")
  void driverThatHangs_leavesTheRestOfTheLookAlone() throws Exception {
    String library = library("hangs");
    var probe = new HostProbe(HostRoot.REAL, () -> Nvml.look(library), Duration.ofMillis(300));

    var first = probe.sample();
    var second = probe.sample();

    assertThat(Stream.of(first, second)).allMatch(info -> info.has("memory_total"));
    assertThat(second.object("system_info").text("system")).isEqualTo("Linux");
    long threads =
        Thread.getAllStackTraces().values().stream().filter(NvmlTest::isInTheDriver).count();
    assertThat(threads).isEqualTo(1);
  }

  private static boolean isInTheDriver(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .anyMatch(frame -> frame.getClassName().equals(Nvml.class.getName()));
  }

  /// The library in this way of behaving, compiled.
  private String library(String mode) throws Exception {
    Path source = folder.resolve("fake_nvml.c");
    try (var in = NvmlTest.class.getResourceAsStream("/nvml/fake_nvml.c")) {
      Files.write(source, Objects.requireNonNull(in).readAllBytes());
    }
    Path library = folder.resolve("lib" + mode + ".so");
    Path compiler = COMPILERS.stream().filter(Files::isExecutable).findFirst().orElseThrow();
    var process =
        new ProcessBuilder(
                compiler.toString(),
                "-shared",
                "-fPIC",
                "-DMODE=\"" + mode + "\"",
                "-o",
                library.toString(),
                source.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
    return library.toString();
  }
}
