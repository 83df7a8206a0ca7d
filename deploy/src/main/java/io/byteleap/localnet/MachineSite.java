package io.byteleap.localnet;

import io.byteleap.worker.program.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/// Where a network's machines lie on this host: one folder, which QEMU's user can reach, and in it
/// one for each worker, with the image and the machines' disks.
///
/// @param image the guest's image, with its `.sha256` beside it
/// @param emulated whether the machines are emulated even where there is KVM
public record MachineSite(Path folder, Path image, Virsh virsh, boolean emulated) {
  public static final String IMAGE = "guest.qcow2";

  private static final String MACHINES = "machines";

  /// The place of the network whose data is in `data`, below `all`.
  public static MachineSite of(Path all, Path data, Path image, Virsh virsh, boolean emulated) {
    var name =
        UUID.nameUUIDFromBytes(data.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8));
    return new MachineSite(all.resolve(name.toString()), image, virsh, emulated);
  }

  private Path of(String worker) {
    return folder.resolve(worker);
  }

  /// The folder of one machine.
  public Path machine(String worker, String name) {
    return of(worker).resolve(MACHINES).resolve(name);
  }

  /// Puts the image where each worker makes machines from it.
  public void prepare(List<String> workers) throws IOException {
    Path all = folder.toAbsolutePath().getParent();
    for (Path each : List.of(all == null ? folder : all, folder)) {
      Files.createDirectories(each);
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx--x--x"));
    }
    for (String suffix : List.of("", ".sha256")) {
      Path first = copy(Path.of(image + suffix), folder.resolve(IMAGE + suffix));
      for (String worker : workers) {
        Files.createDirectories(of(worker));
        Files.setPosixFilePermissions(of(worker), PosixFilePermissions.fromString("rwx--x--x"));
        Files.deleteIfExists(of(worker).resolve(IMAGE + suffix));
        Files.createLink(of(worker).resolve(IMAGE + suffix), first);
      }
    }
  }

  private static Path copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    return Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-r--r--"));
  }

  /// The settings of a worker that makes its machines here.
  Map<String, String> settings(String worker) {
    return Map.of(
        "vm.cloud_init_dir", of(worker).toString(), "vm.emulated", Boolean.toString(emulated));
  }

  /// Names of machines that there is something of: a folder here, or one that libvirt knows of
  /// those.
  public List<String> leftovers(Stream<String> rented) throws IOException {
    List<String> left = new ArrayList<>();
    for (String name : folders()) {
      left.add("folder of " + name);
    }
    var known = virsh.machines();
    rented.filter(known::contains).forEach(name -> left.add("domain " + name));
    return left;
  }

  private List<String> folders() throws IOException {
    List<String> names = new ArrayList<>();
    for (Path worker : entries(folder)) {
      for (Path machine : entries(worker.resolve(MACHINES))) {
        names.add(String.valueOf(machine.getFileName()));
      }
    }
    return names;
  }

  private static List<Path> entries(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  /// Takes everything away, machines of an earlier run that nobody knows any more included: a
  /// machine's folder has its name.
  public void remove() throws IOException {
    var known = virsh.machines();
    folders().stream().filter(known::contains).forEach(virsh::remove);
    Folders.remove(folder);
  }
}
