package io.byteleap.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The commands about the host through the program, on the machine that runs the tests.
final class HostVerbsTest {
  private record Ran(int exitCode, String out) {}

  private static Ran run(String... arguments) {
    var bytes = new ByteArrayOutputStream();
    var before = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      int exitCode = WorkerMain.run(arguments);
      return new Ran(exitCode, bytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(before);
    }
  }

  @Test
  void doctor_tellsTheTruthOfThisMachine() throws Exception {
    var ran = run("doctor", "--json");
    var json = Json.upTo(1 << 20).parse(ran.out());
    boolean hasHypervisor = Files.readString(Path.of("/proc/cpuinfo")).contains(" hypervisor ");

    assertThat(ran.exitCode()).isEqualTo(json.flag("ready") ? 0 : 1);
    assertThat(verdict(json, "bare metal").equals("lacking") || !hasHypervisor).isTrue();
    assertThat(json.objects("requirements"))
        .filteredOn(finding -> finding.text("verdict").equals("lacking"))
        .allSatisfy(finding -> assertThat(finding.text("remedy")).isNotBlank());
  }

  private static String verdict(JsonObject json, String name) {
    return json.objects("requirements").stream()
        .filter(finding -> finding.text("name").equals(name))
        .map(finding -> finding.text("verdict"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void list_andVerify_countTheSame() {
    var list = Json.upTo(1 << 20).parse(run("list", "--json").out());
    var verify = Json.upTo(1 << 20).parse(run("verify", "--json").out());
    long nvidia =
        list.objects("gpus").stream().filter(gpu -> gpu.text("vendor").equals("NVIDIA")).count();

    assertThat(verify.integer("total")).isEqualTo(nvidia);
  }

  @Test
  void debug_hasAllItsSections() {
    var ran = run("debug");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).startsWith("[0] System\n").contains("\n[9] Diagnosis\n");
  }
}
