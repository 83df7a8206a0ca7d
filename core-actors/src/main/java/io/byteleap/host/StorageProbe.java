package io.byteleap.host;

import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Disks and the file systems on their partitions; sizes are whole GiB.
final class StorageProbe {
  private static final String BLOCK = "/sys/block";
  private static final int GIB_SHIFT = 30;
  private static final int DEVICES_MAX = 256;
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
    String folder = BLOCK + "/" + name;
    var rotational = host.integer(folder + "/queue/rotational").map(value -> value == 1);
    var size = host.integer(folder + "/size").filter(sectors -> sectors >= 0);
    var fileSystems = fileSystems(name, mounts);
    var json = JsonObject.builder().put("device", "/dev/" + name);
    json.put("type", type(name, rotational))
        .putOrNull("model", shown(folder + "/device/model"))
        .putOrNull("serial", shown(folder + "/device/serial").or(() -> shown(folder + "/serial")))
        .putOrNull("bus", bus(name));
    size.ifPresentOrElse(
        sectors -> json.put("total_gb", (sectors * SECTOR_BYTES) >> GIB_SHIFT),
        () -> json.putNull("total_gb"));
    return json.put(
            "free_gb", fileSystems.stream().mapToLong(each -> each.integer("free_gb")).sum())
        .putObjects("filesystem", fileSystems)
        .put("notes", notes(name, rotational))
        .build();
  }

  private Optional<String> shown(String file) {
    return host.text(file).map(text -> Label.of(text).value()).filter(text -> !text.isEmpty());
  }

  private static JsonObject notes(String name, Optional<Boolean> rotational) {
    var json = JsonObject.builder();
    rotational.ifPresentOrElse(
        value -> json.put("rotational", (boolean) value), () -> json.putNull("rotational"));
    return json.put("lsblk_type", isRom(name) ? "rom" : "disk").build();
  }

  private static boolean isRom(String name) {
    return name.matches("sr[0-9]+");
  }

  private static String type(String name, Optional<Boolean> rotational) {
    if (name.startsWith("nvme")) {
      return "nvme";
    }
    if (isRom(name)) {
      return "virtual";
    }
    return rotational.map(value -> value ? "hdd" : "ssd").orElse("unknown");
  }

  /// How the disk is connected, as far as its place in /sys tells.
  private Optional<String> bus(String name) {
    String place = host.linkTarget(BLOCK + "/" + name).map(Path::toString).orElse("");
    return Stream.of("usb", "nvme", "ata")
        .filter(bus -> place.contains("/" + bus))
        .findFirst()
        .map(bus -> bus.equals("ata") ? "sata" : bus);
  }

  /// One for each device below the disk that is mounted: its partitions, and what is made of these
  /// (volumes, encrypted or joined devices). A device that is mounted in several places counts
  /// once.
  private List<JsonObject> fileSystems(String disk, List<Mount> mounts) {
    Set<String> below = new LinkedHashSet<>();
    host.names(BLOCK + "/" + disk).stream()
        .filter(name -> name.startsWith(disk))
        .forEach(partition -> gather(partition, BLOCK + "/" + disk + "/" + partition, below));
    host.names(BLOCK + "/" + disk + "/holders")
        .forEach(holder -> gather(holder, BLOCK + "/" + holder, below));
    return below.stream()
        .flatMap(device -> mountOf(device, mounts).stream())
        .flatMap(mount -> fileSystem(mount).stream())
        .toList();
  }

  private void gather(String device, String folder, Set<String> below) {
    if (below.size() < DEVICES_MAX && below.add(device)) {
      host.names(folder + "/holders")
          .forEach(holder -> gather(holder, BLOCK + "/" + holder, below));
    }
  }

  private Optional<Mount> mountOf(String device, List<Mount> mounts) {
    var mapped = host.text(BLOCK + "/" + device + "/dm/name").map(name -> "/dev/mapper/" + name);
    return mounts.stream()
        .filter(
            mount ->
                mount.device().equals("/dev/" + device)
                    || mapped.filter(mount.device()::equals).isPresent())
        .findFirst();
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
        .map(parts -> new Mount(unescaped(parts[0]), unescaped(parts[1]), parts[2]))
        .distinct()
        .toList();
  }

  /// The kernel writes blanks and backslashes in octal.
  private static String unescaped(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
