package io.byteleap.host;

import io.byteleap.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Disks and the file systems on their partitions; sizes are whole GiB.
final class StorageProbe {
  private static final int GIB_SHIFT = 30;
  private static final long SECTOR_BYTES = 512;

  private final HostRoot host;

  /// One line of /proc/mounts.
  private record Mount(String device, String place, String type) {}

  StorageProbe(HostRoot host) {
    this.host = host;
  }

  /// Size of the root file system.
  long totalGiB() throws IOException {
    return Files.getFileStore(host.path("/")).getTotalSpace() >> GIB_SHIFT;
  }

  /// What an ordinary user may still write on the root file system.
  long freeGiB() throws IOException {
    return Files.getFileStore(host.path("/")).getUsableSpace() >> GIB_SHIFT;
  }

  JsonObject info() {
    var mounts = mounts();
    var disks =
        host.names("/sys/block").stream()
            .filter(StorageProbe::isDisk)
            .map(name -> disk(name, mounts))
            .toList();
    return JsonObject.builder().putObjects("storage", disks).build();
  }

  private static boolean isDisk(String name) {
    return !name.matches("(loop|ram|dm-|md|nbd).*");
  }

  private JsonObject disk(String name, List<Mount> mounts) {
    String folder = "/sys/block/" + name;
    boolean rotational = host.integer(folder + "/queue/rotational").orElse(0L) == 1;
    var fileSystems = fileSystems(name, mounts);
    var json =
        JsonObject.builder().put("device", "/dev/" + name).put("type", type(name, rotational));
    json.putOrNull("model", host.text(folder + "/device/model").filter(text -> !text.isEmpty()))
        .putOrNull("serial", host.text(folder + "/device/serial").filter(text -> !text.isEmpty()))
        .putOrNull("bus", bus(name))
        .put("total_gb", (host.integer(folder + "/size").orElse(0L) * SECTOR_BYTES) >> GIB_SHIFT)
        .put("free_gb", fileSystems.stream().mapToLong(each -> each.integer("free_gb")).sum())
        .putObjects("filesystem", fileSystems)
        .put(
            "notes",
            JsonObject.builder()
                .put("rotational", rotational)
                .put("lsblk_type", name.startsWith("sr") ? "rom" : "disk")
                .build());
    return json.build();
  }

  private static String type(String name, boolean rotational) {
    if (name.startsWith("nvme")) {
      return "nvme";
    }
    if (name.startsWith("sr")) {
      return "virtual";
    }
    return rotational ? "hdd" : "ssd";
  }

  /// How the disk is connected, as far as its place in /sys tells.
  private Optional<String> bus(String name) {
    String place = host.linkTarget("/sys/block/" + name).map(Path::toString).orElse("");
    return Stream.of("usb", "nvme", "ata")
        .filter(bus -> place.contains("/" + bus))
        .findFirst()
        .map(bus -> bus.equals("ata") ? "sata" : bus);
  }

  private List<JsonObject> fileSystems(String disk, List<Mount> mounts) {
    return host.names("/sys/block/" + disk).stream()
        .filter(name -> name.startsWith(disk))
        .flatMap(
            partition ->
                mounts.stream().filter(mount -> mount.device().equals("/dev/" + partition)))
        .flatMap(mount -> fileSystem(mount).stream())
        .toList();
  }

  private Optional<JsonObject> fileSystem(Mount mount) {
    try {
      var store = Files.getFileStore(host.path(mount.place()));
      return Optional.of(
          JsonObject.builder()
              .put("mount", mount.place())
              .put("fs", mount.type())
              .put("size_gb", store.getTotalSpace() >> GIB_SHIFT)
              .put("free_gb", store.getUsableSpace() >> GIB_SHIFT)
              .build());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private List<Mount> mounts() {
    return host.text("/proc/mounts")
        .map(String::lines)
        .orElse(Stream.empty())
        .map(line -> line.split(" ", -1))
        .filter(parts -> parts.length > 2)
        .map(parts -> new Mount(parts[0], parts[1], parts[2]))
        .distinct()
        .toList();
  }
}
