package io.byteleap.worker.setup;

import io.byteleap.worker.setup.HostTree.Present;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which of the packages that virtual machines need are installed, from dpkg's own list. `isKnown`
/// is false on a host without that list.
record Packages(boolean isKnown, List<String> missing) {
  static final List<String> NEEDED =
      List.of(
          "libvirt-daemon-system",
          "libvirt-clients",
          "qemu-system-x86",
          "virtinst",
          "virt-manager",
          "virt-viewer",
          "libvirt-dev",
          "qemu-utils",
          "cloud-utils",
          "genisoimage");
  private static final String LIST = "/var/lib/dpkg/status";
  private static final int LIST_BYTES_MAX = 64 << 20;

  Packages {
    missing = List.copyOf(missing);
  }

  static Packages read(HostTree host) {
    if (!(host.read(LIST, LIST_BYTES_MAX) instanceof Present present)) {
      return new Packages(false, NEEDED);
    }
    Set<String> installed = new HashSet<>();
    String name = "";
    for (String line : present.text().lines().toList()) {
      if (line.startsWith("Package: ")) {
        name = line.substring("Package: ".length()).strip();
      } else if (line.equals("Status: install ok installed")) {
        installed.add(name);
      }
    }
    return new Packages(
        true, NEEDED.stream().filter(needed -> !installed.contains(needed)).toList());
  }

  int installedCount() {
    return NEEDED.size() - missing.size();
  }

  String installHint() {
    return "apt-get install -y " + String.join(" ", missing);
  }
}
