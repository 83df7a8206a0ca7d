package io.byteleap.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.json.JsonObject;
import io.byteleap.wire.SystemInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class HostProbeTest {
  @TempDir private Path root;

  @Test
  void recordedMachine_isReadFieldByField() throws IOException {
    recordMachine();
    var probe = new HostProbe(new HostRoot(root));
    probe.sample();
    write("/proc/stat", "cpu  250 0 100 1500 200 0 0 0 0 0\n");

    var info = probe.sample();

    assertThat(info.integer("cpu_count")).isEqualTo(4);
    assertThat(info.number("cpu_usage")).isEqualTo(20.0);
    assertThat(info.integer("memory_total")).isEqualTo(2_000);
    assertThat(info.integer("memory_available")).isEqualTo(1_500);
    assertThat(info.number("memory_usage")).isEqualTo(25.0);
    assertThat(info.object("cpu_info").integer("physical_cores")).isEqualTo(2);
    assertThat(info.object("cpu_info").text("model_name")).isEqualTo("Test CPU");
    assertThat(info.object("cpu_info").object("frequency_mhz").number("max")).isEqualTo(3_500);
    assertThat(info.object("memory_info").integer("used")).isEqualTo(700);
    assertThat(info.object("memory_info").number("swap_percent")).isEqualTo(50.0);
    assertThat(info.object("system_info").text("release")).isEqualTo("6.8.0-test");
    assertThat(info.object("motherboard_info").text("manufacturer")).isEqualTo("ACME");
    assertThat(info.object("motherboard_info").has("serial_number")).isFalse();
    assertThat(info.number("uptime_seconds")).isEqualTo(1_234.5);
  }

  @Test
  void gpusAndDisks_areThoseOfTheBus() throws IOException {
    recordMachine();

    var info = new HostProbe(new HostRoot(root)).sample();
    var gpus = info.objectsOrNone("gpu_info");
    var disks = info.object("storage_info").objects("storage");

    assertThat(gpus).hasSize(2);
    assertThat(gpus.get(0).text("name")).isEqualTo("NVIDIA H100 PCIe");
    assertThat(gpus.get(0).optionalInteger("memory_total")).isEmpty();
    assertThat(gpus.get(1).text("name")).isEqualTo("NVIDIA GeForce RTX 4090 (24GB)");
    assertThat(gpus.get(1).text("uuid")).isEqualTo("0000:41:00.0");
    assertThat(disks).hasSize(1);
    assertThat(disks.getFirst().text("type")).isEqualTo("nvme");
    assertThat(disks.getFirst().integer("total_gb")).isEqualTo(2);
    assertThat(SystemInfo.read(info).facts().gpus()).hasSize(2);
  }

  @Test
  void machineThatTellsNothing_givesNoNumberAtAll() {
    var info = new HostProbe(new HostRoot(root)).sample();

    assertThat(info.has("cpu_count")).isFalse();
    assertThat(info.has("memory_total")).isFalse();
    assertThat(info.object("cpu_info").text("error")).contains("/proc/cpuinfo");
    assertThat(SystemInfo.read(info).facts().cpu().logicalCores()).isZero();
  }

  @Test
  void volumesOnPartitions_areFoundWhereverTheyAreMade_andCountOnce() throws IOException {
    recordMachine();
    write("/sys/block/nvme0n1/nvme0n1p1/size", "1\n");
    write("/sys/block/nvme0n1/nvme0n1p2/holders/dm-0/x", "");
    write("/sys/block/dm-0/dm/name", "vg-data\n");
    write("/sys/block/dm-0/holders/dm-1/x", "");
    write("/sys/block/dm-1/dm/name", "crypt\n");
    write("/sys/block/dm-1/holders/dm-0/x", ""); // a loop that no kernel makes
    write(
        "/proc/mounts",
        """
        /dev/nvme0n1p1 /boot\\040files ext4 rw 0 0
        /dev/nvme0n1p1 /again ext4 rw 0 0
        /dev/mapper/crypt /data xfs rw 0 0
        /dev/nvme0n1 /whole ext4 rw 0 0
        """);
    for (String place : new String[] {"boot files", "again", "data", "whole"}) {
      Files.createDirectories(root.resolve(place));
    }

    var disks = new HostProbe(new HostRoot(root)).sample().object("storage_info");

    assertThat(
            disks.objects("storage").getFirst().objects("filesystem").stream()
                .map(fileSystem -> fileSystem.text("mount")))
        .containsExactly("/boot files", "/data");
  }

  @Test
  void whatIsNotKnown_isLeftOut_andWhatCannotBeTrue_isAnError() throws IOException {
    recordMachine();
    write("/proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 2000 kB\n");
    Files.delete(root.resolve("sys/block/nvme0n1/size"));
    var probe = new HostProbe(new HostRoot(root));
    probe.sample();

    var info = probe.sample();

    assertThat(info.has("cpu_usage")).isFalse(); // the counters did not move
    assertThat(info.has("memory_total")).isFalse();
    assertThat(info.object("memory_info").text("error")).contains("more memory available");
    assertThat(info.object("cpu_info").object("frequency_mhz").has("min")).isFalse();
    var disk = info.object("storage_info").objects("storage").getFirst();
    assertThat(disk.optionalInteger("total_gb")).isEmpty();
  }

  /// A pipe that nobody writes to stands for a driver that never answers.
  @Test
  @EnabledIf("hasPipes")
  void sensorThatHangs_isUnknown_andTheOthersAreRead() throws Exception {
    recordMachine();
    Path file = root.resolve("proc/meminfo");
    Files.delete(file);
    assertThat(new ProcessBuilder("/usr/bin/mkfifo", file.toString()).start().waitFor()).isZero();
    var probe = new HostProbe(new HostRoot(root), Nvml.NoDriver::new, Duration.ofMillis(500));

    var info = probe.sample();

    assertThat(info.has("memory_total")).isFalse();
    assertThat(info.object("memory_info").text("error")).isEqualTo("not read within 500 ms");
    assertThat(info.integer("cpu_count")).isEqualTo(4);
    assertThat(info.object("storage_info").objects("storage")).hasSize(1);
    assertThat(info.objectsOrNone("gpu_info")).hasSize(2);
  }

  static boolean hasPipes() {
    return Files.isExecutable(Path.of("/usr/bin/mkfifo"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisMachine_isToldTruly() throws IOException {
    var info = new HostProbe(HostRoot.REAL).sample();

    long processors =
        Files.readString(Path.of("/proc/cpuinfo"))
            .lines()
            .filter(line -> line.startsWith("processor"))
            .count();
    assertThat(info.integer("cpu_count")).isEqualTo(processors);
    assertThat(info.integer("memory_total")).isEqualTo(meminfo("MemTotal") / 1_024);
    assertThat(info.integer("disk_total")).isEqualTo(Path.of("/").toFile().getTotalSpace() >> 30);
    assertThat(info.object("cpu_info").text("model_name")).isNotEmpty();
    assertThat(info.objectsOrNone("gpu_info"))
        .allSatisfy(gpu -> assertThat(gpu.text("vendor")).isEqualTo("NVIDIA"));
    assertThat(JsonObject.builder().putAll(info).build()).isEqualTo(info);
  }

  private static long meminfo(String name) throws IOException {
    var matcher =
        Pattern.compile(name + ":\\s+([0-9]+)").matcher(Files.readString(Path.of("/proc/meminfo")));
    assertThat(matcher.find()).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  private void recordMachine() throws IOException {
    var cpus = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      cpus.append("processor\t: ").append(i).append("\ncpu family\t: 25\nmodel\t\t: 17\n");
      cpus.append("model name\t: Test CPU\ncpu MHz\t\t: 2500.0\nphysical id\t: 0\ncore id\t\t: ");
      cpus.append(i / 2).append("\n\n");
    }
    write("/proc/cpuinfo", cpus.toString());
    write("/proc/stat", "cpu  100 0 100 1000 100 0 0 0 0 0\ncpu0 1 1 1 1\n");
    write(
        "/proc/meminfo",
        """
        MemTotal:        2048000 kB
        MemFree:          512000 kB
        MemAvailable:    1536000 kB
        Buffers:          102400 kB
        Cached:           614400 kB
        SReclaimable:     102400 kB
        SwapTotal:        204800 kB
        SwapFree:         102400 kB
        """);
    write("/proc/uptime", "1234.5 99.0\n");
    write("/proc/mounts", "/dev/nvme0n1p1 /data ext4 rw 0 0\n");
    write("/proc/sys/kernel/osrelease", "6.8.0-test\n");
    write("/proc/sys/kernel/version", "#1 SMP\n");
    write("/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq", "3500000\n");
    write("/sys/class/dmi/id/board_vendor", "ACME\n");
    write("/sys/class/dmi/id/product_serial", "To Be Filled By O.E.M.\n");
    write("/sys/block/nvme0n1/size", "4194304\n");
    write("/sys/block/nvme0n1/queue/rotational", "0\n");
    write("/sys/block/loop0/size", "8\n");
    write(
        "/proc/driver/nvidia/gpus/0000:01:00.0/information",
        "Model: \t\t NVIDIA H100 PCIe\nGPU UUID: \t GPU-3f2a1b4c\n");
    passedThrough("0000:41:00.0", "0x2684");
    write("/sys/bus/pci/devices/0000:42:00.0/vendor", "0x8086\n");
  }

  private void passedThrough(String address, String device) throws IOException {
    String folder = "/sys/bus/pci/devices/" + address;
    write(folder + "/vendor", "0x10de\n");
    write(folder + "/class", "0x030000\n");
    write(folder + "/device", device + "\n");
    Files.createSymbolicLink(
        root.resolve(folder.substring(1)).resolve("driver"),
        Path.of("../../../../bus/pci/drivers/vfio-pci"));
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }
}
