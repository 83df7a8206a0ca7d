package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.FileEdit;
import io.byteleap.domain.passthrough.GrubStrip;
import io.byteleap.domain.passthrough.SetupFile;
import io.byteleap.worker.setup.FileState.Missing;
import io.byteleap.worker.setup.FileState.Text;
import io.byteleap.worker.setup.HostTree.Present;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What another tool, or a run of ours that nobody remembers, has left on a host to bind its GPUs.
/// Files that only serve that are taken away, a copy being kept; GRUB's files lose the parameters
/// for it.
record Legacy(List<Leftover> leftovers) {
  static final String KEPT = SetupJournal.FOLDER + "/removed";

  private static final List<String> FILES =
      List.of(
          SetupFile.RELEASE_HOOK,
          "/etc/initramfs-tools/hooks/exclude-nvidia",
          "/etc/modprobe.d/nvidia-installer-disable-nouveau.conf",
          SetupFile.VFIO_OPTIONS,
          SetupFile.BLACKLIST,
          SetupFile.MODULES);

  record Leftover(String path, String now, FileState then) {}

  Legacy {
    leftovers = List.copyOf(leftovers);
  }

  static Legacy of(HostTree host) {
    List<Leftover> leftovers = new ArrayList<>();
    for (String path : FILES) {
      if (host.read(path, HostTree.TEXT_BYTES_MAX) instanceof Present present) {
        leftovers.add(new Leftover(path, present.text(), remains(present.text())));
      }
    }
    for (String path : List.of(SetupFile.GRUB, SetupFile.GRUB_OF_CLOUD_IMAGE)) {
      if (host.read(path, HostTree.TEXT_BYTES_MAX) instanceof Present present) {
        String stripped = GrubStrip.of(present.text());
        if (!stripped.equals(present.text())) {
          leftovers.add(new Leftover(path, present.text(), new Text(stripped)));
        }
      }
    }
    return new Legacy(leftovers);
  }

  /// A file that holds a block of ours keeps the rest; any other goes.
  private static FileState remains(String text) {
    String rest = FileEdit.Block.without(text);
    return rest.isEmpty() || rest.equals(text) ? new Missing() : new Text(rest);
  }

  boolean isNone() {
    return leftovers.isEmpty();
  }

  void remove(HostFiles files) throws IOException {
    for (Leftover leftover : leftovers) {
      String copy = KEPT + leftover.path();
      for (String folder : Folders.above(copy)) {
        files.makeFolder(folder);
      }
      files.write(copy, leftover.now(), SetupFile.Kind.TEXT);
      switch (leftover.then()) {
        case Missing() -> files.delete(leftover.path());
        case Text(var text) -> files.write(leftover.path(), text, SetupFile.Kind.TEXT);
      }
    }
  }
}
