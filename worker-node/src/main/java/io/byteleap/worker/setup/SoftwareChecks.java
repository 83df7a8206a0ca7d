package io.byteleap.worker.setup;

import io.byteleap.worker.setup.SetupJournal.State;
import java.util.List;
import java.util.stream.Stream;

/// What must be installed, and how far this host is prepared.
record SoftwareChecks(HostTree host) {
  private static final String LIBVIRT = "libvirt/libvirt-sock";

  List<Finding> all() {
    return List.of(packages(), libvirt(), kvm(), preparation(), image());
  }

  private Finding packages() {
    String name = "packages";
    var packages = Packages.read(host);
    if (!packages.isKnown()) {
      return Finding.doubtful(
          name,
          "this host keeps no list of dpkg",
          "install libvirt, QEMU, cloud-utils and genisoimage with the system's own tool");
    }
    return packages.missing().isEmpty()
        ? Finding.met(name, "all " + Packages.NEEDED.size() + " are installed")
        : Finding.lacking(
            name, "missing: " + String.join(", ", packages.missing()), packages.installHint());
  }

  private Finding libvirt() {
    return Stream.of("/run/", "/var/run/")
        .map(folder -> folder + LIBVIRT)
        .filter(host::exists)
        .findFirst()
        .map(socket -> Finding.met("libvirt", "listens at " + socket))
        .orElseGet(
            () ->
                Finding.lacking(
                    "libvirt",
                    "its socket /run/" + LIBVIRT + " is not there",
                    "systemctl enable --now libvirtd"));
  }

  private Finding kvm() {
    return host.exists("/dev/kvm")
        ? Finding.met("KVM", "/dev/kvm is there")
        : Finding.lacking(
            "KVM",
            "/dev/kvm is not there",
            "enable virtualization in the firmware's setup (BIOS), then: modprobe kvm_intel, or"
                + " kvm_amd");
  }

  private Finding preparation() {
    String name = "preparation";
    return switch (new HostSetup(host, new TreeFiles(host)).memory()) {
      case HostSetup.Damaged(var why) ->
          Finding.lacking(
              name,
              why,
              "restore the files from their backups under "
                  + SetupJournal.FOLDER
                  + " and /etc/default, delete the journal, run byteleap-worker bind");
      case HostSetup.Remembered(var journal) -> preparation(name, journal);
    };
  }

  private Finding preparation(String name, SetupJournal journal) {
    if (journal.state() != State.DONE) {
      return Finding.lacking(
          name,
          "bind or unbind was interrupted",
          "run byteleap-worker bind to finish, or byteleap-worker unbind to undo it");
    }
    if (journal.isEmpty()) {
      return Legacy.of(host).isNone()
          ? Finding.lacking(
              name,
              "byteleap-worker has not prepared this host",
              "run byteleap-worker bind, then reboot")
          : Finding.doubtful(
              name,
              "this host was prepared by another tool",
              "run byteleap-worker unbind --legacy, then byteleap-worker bind");
    }
    return switch (Changes.back(host, journal, Changes.Overwritten.REFUSED)) {
      case Changes.Ready _ -> Finding.met(name, journal.entries().size() + " files are written");
      case Changes.Blocked(var why) ->
          Finding.doubtful(
              name, String.join("; ", why), "run byteleap-worker bind again, or mend the files");
    };
  }

  private Finding image() {
    return host.size(ImageOnHost.PATH)
        .map(bytes -> Finding.met("base image", ImageOnHost.PATH + ", " + bytes + " bytes"))
        .orElseGet(
            () ->
                Finding.doubtful(
                    "base image", ImageOnHost.PATH + " is not there", "byteleap-worker download"));
  }
}
