package io.byteleap.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// What is said of this machine, against what its own tools say of it.
final class HostAgreementTest {
  private static final Json JSON = Json.upTo(1 << 20);
  private static final List<String> DISKS = List.of("disk", "nvme", "rom");

  private final JsonObject info = HostProbe.ofThisMachine().sample();

  @Test
  void processors_areThoseOfLscpu() throws Exception {
    Map<String, String> told = fields(output("lscpu"));

    var cpu = info.object("cpu_info");
    assertThat(info.integer("cpu_count")).isEqualTo(number(told, "On-line CPU(s) count", "CPU(s)"));
    assertThat(cpu.integer("logical_cores")).isEqualTo(info.integer("cpu_count"));
    assertThat(cpu.text("architecture")).isEqualTo(told.get("Architecture"));
    assertThat(cpu.text("model_name")).isEqualTo(told.get("Model name"));
    if (told.containsKey("Core(s) per socket")) {
      assertThat(cpu.integer("physical_cores"))
          .isEqualTo(number(told, "Core(s) per socket") * number(told, "Socket(s)"));
    }
    if (told.containsKey("CPU family")) {
      assertThat(cpu.integer("family")).isEqualTo(number(told, "CPU family"));
      assertThat(cpu.integer("model")).isEqualTo(number(told, "Model"));
    }
  }

  @Test
  void memory_isThatOfFree() throws Exception {
    var lines = output("free", "-m").lines().map(line -> line.split("\\s+", -1)).toList();
    String[] memory = lines.get(1);
    String[] swap = lines.get(2);
    long total = Long.parseLong(memory[1]);

    assertThat(info.integer("memory_total")).isEqualTo(total);
    assertThat(info.integer("memory_available"))
        .isCloseTo(Long.parseLong(memory[6]), Offset.offset(total / 4));
    assertThat(info.number("memory_usage"))
        .isCloseTo(100.0 * (total - info.integer("memory_available")) / total, Offset.offset(0.2));
    assertThat(info.object("memory_info").integer("total")).isEqualTo(total);
    assertThat(info.object("memory_info").integer("swap_total")).isEqualTo(Long.parseLong(swap[1]));
  }

  @Test
  void disks_areThoseOfLsblk() throws Exception {
    var told =
        JSON
            .parse(output("lsblk", "-J", "-b", "-o", "PATH,TYPE,SIZE,ROTA,MOUNTPOINT"))
            .objects("blockdevices")
            .stream()
            .filter(device -> DISKS.contains(device.text("type")))
            .toList();

    var shown = info.object("storage_info").objects("storage");

    assertThat(shown.stream().map(HostAgreementTest::shownDisk))
        .containsExactlyInAnyOrderElementsOf(
            told.stream().map(HostAgreementTest::toldDisk).toList());
    assertThat(shown.stream().flatMap(disk -> disk.objects("filesystem").stream()))
        .allSatisfy(
            fileSystem ->
                assertThat(fileSystem.integer("free_gb"))
                    .isLessThanOrEqualTo(fileSystem.integer("size_gb")));
  }

  private static String shownDisk(JsonObject disk) {
    var mounts =
        disk.objects("filesystem").stream()
            .map(fileSystem -> fileSystem.text("mount"))
            .sorted()
            .toList();
    return disk.text("device")
        + " "
        + disk.integer("total_gb")
        + " "
        + disk.object("notes").flag("rotational")
        + " "
        + mounts;
  }

  private static String toldDisk(JsonObject disk) {
    var mounts =
        disk.objectsOrNone("children").stream()
            .flatMap(HostAgreementTest::mounts)
            .distinct()
            .sorted()
            .toList();
    return disk.text("path")
        + " "
        + (disk.integer("size") >> 30)
        + " "
        + disk.flag("rota")
        + " "
        + mounts;
  }

  private static Stream<String> mounts(JsonObject device) {
    return Stream.concat(
        device.optionalText("mountpoint").filter(place -> place.startsWith("/")).stream(),
        device.objectsOrNone("children").stream().flatMap(HostAgreementTest::mounts));
  }

  @Test
  void rootDisk_isThatOfDf() throws Exception {
    var line = output("df", "-B1", "--output=size,avail", "/").lines().skip(1).findFirst();
    String[] sizes = line.orElseThrow().strip().split("\\s+", -1);

    assertThat(info.integer("disk_total")).isEqualTo(Long.parseLong(sizes[0]) >> 30);
    assertThat(info.integer("disk_free"))
        .isCloseTo(Long.parseLong(sizes[1]) >> 30, Offset.offset(8L));
  }

  @Test
  void system_isThatOfUname_andTheClockOfTheKernel() throws Exception {
    double uptime = Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0]);

    assertThat(info.object("system_info").text("release")).isEqualTo(output("uname", "-r").strip());
    assertThat(info.object("system_info").text("version")).isEqualTo(output("uname", "-v").strip());
    assertThat(info.object("system_info").text("machine")).isEqualTo(output("uname", "-m").strip());
    assertThat(info.number("uptime_seconds")).isCloseTo(uptime, Offset.offset(60.0));
  }

  private static long number(Map<String, String> told, String... names) {
    return Stream.of(names)
        .filter(told::containsKey)
        .map(name -> told.getOrDefault(name, ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> fields(String text) {
    return text.lines()
        .map(line -> line.split(":", 2))
        .filter(parts -> parts.length == 2)
        .collect(
            Collectors.toMap(
                parts -> parts[0].strip(),
                parts -> parts[1].strip(),
                (first, _) -> first,
                TreeMap::new));
  }

  /// What the tool says; the test is skipped where there is no such tool.
  private static String output(String... command) throws IOException, InterruptedException {
    assumeTrue(
        Stream.of("/usr/bin/", "/bin/")
            .anyMatch(folder -> Files.isExecutable(Path.of(folder + command[0]))),
        () -> "no " + command[0] + " on this machine");
    var builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C");
    var process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return text;
  }
}
