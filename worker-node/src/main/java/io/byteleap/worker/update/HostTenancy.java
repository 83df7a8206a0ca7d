package io.byteleap.worker.update;

import io.byteleap.host.HostRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// What the machine's own files say: libvirt keeps one file for each domain of QEMU that runs, and
/// the worker one for each lease.
public final class HostTenancy implements Tenancy {
  private static final String DOMAINS = "/run/libvirt/qemu";

  private final HostRoot root;
  private final Path leases;

  /// `dataDir` is the worker's; its leases are in the folder `leases`.
  public HostTenancy(HostRoot root, Path dataDir) {
    this.root = root;
    this.leases = dataDir.resolve("leases");
  }

  @Override
  public Optional<String> occupiedBy() {
    return held(root.path(DOMAINS), ".xml", "a virtual machine is running")
        .or(() -> held(leases, "", "the machine is leased"));
  }

  private static Optional<String> held(Path folder, String suffix, String what) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(Files::isRegularFile)
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(name -> name.endsWith(suffix) && !name.startsWith("."))
          .findAny()
          .map(_ -> what);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("it cannot be told, because " + folder + " cannot be read");
    }
  }
}
