package io.byteleap.worker.setup;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A host's files, expanded from a recording under `hosts/`. A recording has a line for each entry:
///
/// - `dir PATH`, `link PATH TARGET`, `exec PATH` (an empty program), `value PATH TEXT` (one line);
/// - `file PATH`, whose lines follow, each after `| `;
/// - `bytes PATH HEX` (any content), `sparse PATH SIZE` (zeros that take no space);
/// - `pci ADDRESS VENDOR:DEVICE CLASS GROUP DRIVER [boot]`, `-` for no group or driver;
/// - `cpus COUNT VENDOR CORES FLAGS | MODEL`, `packages NAME…` (a list of dpkg's);
/// - `include NAME` (another recording first), `gone PATH` (takes away what that has).
///
/// `\e` in a line is the character that begins a terminal's escape sequences.
public final class RecordedHost {
  private static final String PCI = "/sys/bus/pci/devices/";
  private static final String GROUPS = "/sys/kernel/iommu_groups/";

  private final Path root;

  private RecordedHost(Path root) {
    this.root = root;
  }

  public static Path expand(String name, Path folder) throws IOException {
    Path root = Files.createDirectories(folder.resolve(name));
    new RecordedHost(root).add(name);
    return root;
  }

  private void add(String name) throws IOException {
    var body = new StringBuilder();
    String file = "";
    for (String line :
        resource("/hosts/" + name + ".tree").replace("\\e", "\u001b").lines().toList()) {
      if (line.startsWith("|")) {
        body.append(line.length() > 1 ? line.substring(2) : "").append('\n');
        write(file, body.toString());
      } else if (line.startsWith("file ")) {
        file = line.substring(5);
        body.setLength(0);
        write(file, "");
      } else if (!line.isBlank() && !line.startsWith("#")) {
        entry(line.split(" ", 3));
      }
    }
  }

  public static String resource(String path) throws IOException {
    try (var in = RecordedHost.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException("no resource " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void entry(String[] words) throws IOException {
    String path = words[1];
    String rest = words.length > 2 ? words[2] : "";
    switch (words[0]) {
      case "include" -> add(path);
      case "gone" -> remove(at(path));
      case "dir" -> Files.createDirectories(at(path));
      case "link" -> link(path, rest);
      case "value" -> write(path, rest + "\n");
      case "bytes" -> Files.write(made(path), HexFormat.of().parseHex(rest));
      case "exec" ->
          Files.setPosixFilePermissions(
              Files.writeString(made(path), ""), PosixFilePermissions.fromString("rwxr-xr-x"));
      case "sparse" -> {
        try (var file = new RandomAccessFile(made(path).toFile(), "rw")) {
          file.setLength(Long.parseLong(rest));
        }
      }
      case "pci" -> pci(path, rest.split(" ", -1));
      case "cpus" -> cpus(Integer.parseInt(path), rest);
      case "packages" -> packages((path + " " + rest).strip().split(" ", -1));
      default -> throw new IOException("unknown entry " + words[0]);
    }
  }

  private static void remove(Path place) throws IOException {
    try (Stream<Path> paths = Files.walk(place)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private void pci(String address, String[] words) throws IOException {
    String[] id = words[0].split(":", -1);
    String folder = PCI + address;
    write(folder + "/vendor", "0x" + id[0] + "\n");
    write(folder + "/device", "0x" + id[1] + "\n");
    write(folder + "/class", "0x" + words[1] + "\n");
    if (words[1].startsWith("03")) {
      write(folder + "/boot_vga", (words.length > 4 ? "1" : "0") + "\n");
    }
    if (!words[2].equals("-")) {
      link(folder + "/iommu_group", "../../../../kernel/iommu_groups/" + words[2]);
      link(GROUPS + words[2] + "/devices/" + address, "../../../../bus/pci/devices/" + address);
    }
    if (!words[3].equals("-")) {
      link(folder + "/driver", "../../drivers/" + words[3]);
      Files.createDirectories(at("/sys/bus/pci/drivers/" + words[3]));
    }
  }

  private void cpus(int count, String rest) throws IOException {
    String[] parts = rest.split(" \\| ", 2);
    String[] words = parts[0].split(" ", 3);
    int cores = Integer.parseInt(words[1]);
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(
              "processor\t: %d\nvendor_id\t: %s\nmodel name\t: %s\n"
                  .formatted(i, words[0], parts[1]))
          .append(
              "physical id\t: 0\ncore id\t\t: %d\nflags\t\t: %s\n\n"
                  .formatted(i % cores, words[2]));
    }
    write("/proc/cpuinfo", text.toString());
  }

  private void packages(String[] names) throws IOException {
    var text = new StringBuilder();
    for (String name : names) {
      text.append("Package: %s\nStatus: install ok installed\nVersion: 1\n\n".formatted(name));
    }
    write("/var/lib/dpkg/status", text.toString());
  }

  private void link(String path, String target) throws IOException {
    Files.deleteIfExists(at(path));
    Files.createSymbolicLink(made(path), Path.of(target));
  }

  private void write(String path, String text) throws IOException {
    Files.writeString(made(path), text);
  }

  private Path made(String path) throws IOException {
    Path file = at(path);
    Files.createDirectories(file.resolveSibling(""));
    return file;
  }

  private Path at(String path) {
    return root.resolve(path.substring(1));
  }

  /// Everything under a root: for each path its kind, its permissions, and its bytes or target.
  static Map<String, String> snapshot(Path root) throws IOException {
    var all = new TreeMap<String, String>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.toList()) {
        all.put("/" + root.relativize(path), content(path));
      }
    }
    return all;
  }

  private static String content(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "link to " + Files.readSymbolicLink(path);
    }
    String permissions =
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    if (Files.isDirectory(path)) {
      return permissions + " folder";
    }
    return Files.size(path) > 1 << 20
        ? permissions + " " + Files.size(path) + " bytes"
        : permissions + " " + new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
  }
}
