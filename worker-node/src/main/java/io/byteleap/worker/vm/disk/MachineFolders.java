package io.byteleap.worker.vm.disk;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.vm.VmName;
import io.byteleap.worker.program.Folders;
import io.byteleap.worker.vm.VmProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/// A folder for each machine, which only QEMU's user and root can enter; all that is made for the
/// machine is in it.
///
/// @param all folder of the folders
/// @param owner user that QEMU runs as; empty for whoever runs the worker
public record MachineFolders(Path all, String owner) {
  /// QEMU's user must get through it, and needs to see nothing of it.
  private static final String WAY_THROUGH = "rwx--x--x";

  private static final String OWNER_ONLY = "rwx------";

  public Path of(VmName name) {
    return all.resolve(name.value());
  }

  public Path disk(VmName name) {
    return of(name).resolve("disk.qcow2");
  }

  public Path seed(VmName name) {
    return of(name).resolve("seed.iso");
  }

  /// Makes a machine's folder, empty whatever was there before.
  public Path make(VmName name) throws VmProblem {
    Path folder = of(name);
    try {
      if (!Files.isDirectory(all)) {
        Files.createDirectories(all);
        Files.setPosixFilePermissions(all, PosixFilePermissions.fromString(WAY_THROUGH));
      }
      Folders.remove(folder);
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
      own(folder);
      return folder;
    } catch (IOException e) {
      throw new VmProblem("no folder for the machine: " + FailureCause.text(e), e);
    }
  }

  /// Gives a file of a machine to QEMU's user.
  public void own(Path file) throws VmProblem {
    if (owner.isEmpty()) {
      return;
    }
    try {
      var user = file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner);
      Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setOwner(user);
    } catch (IOException e) {
      throw new VmProblem("its files cannot be given to the user " + owner + " (vm.qemu_user)", e);
    }
  }

  /// Removes all that was made for a machine.
  public void remove(VmName name) throws VmProblem {
    try {
      Folders.remove(of(name));
    } catch (IOException e) {
      throw new VmProblem("its files cannot be deleted: " + FailureCause.text(e), e);
    }
  }

  public void removeSeed(VmName name) throws VmProblem {
    try {
      Files.deleteIfExists(seed(name));
    } catch (IOException e) {
      throw new VmProblem("its seed cannot be deleted: " + FailureCause.text(e), e);
    }
  }

  /// Bytes that a machine's disk takes on the host; 0 when there is none.
  public long bytesWritten(VmName name) {
    try {
      return Files.size(disk(name));
    } catch (IOException e) {
      return 0;
    }
  }

  /// Bytes that can still be written where the disks are.
  public long bytesFree() throws VmProblem {
    try {
      Path there = all;
      while (!Files.exists(there) && there.getParent() != null) {
        there = there.getParent();
      }
      return Files.getFileStore(there).getUsableSpace();
    } catch (IOException e) {
      throw new VmProblem("the disk's free space is not known: " + FailureCause.text(e), e);
    }
  }
}
