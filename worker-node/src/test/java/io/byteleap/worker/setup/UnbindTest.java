package io.byteleap.worker.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.passthrough.SetupFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What unbind does with files that somebody else has changed, and with what other tools have left.
final class UnbindTest {
  @TempDir private Path folder;

  private Path bound(String name) throws IOException {
    Path root = RecordedHost.expand(name, folder);
    assertThat(Ran.on(root, "bind", "--yes").exitCode()).isZero();
    return root;
  }

  private static Path file(Path root, String path) {
    return root.resolve(path.substring(1));
  }

  private static void replace(Path file, String old, String other) throws IOException {
    Files.writeString(file, Files.readString(file).replace(old, other));
  }

  @Test
  void changesOfOthersElsewhere_survive() throws Exception {
    Path root = bound("intel-one-gpu");
    Path grub = file(root, SetupFile.GRUB);
    replace(grub, "GRUB_TIMEOUT=0", "GRUB_TIMEOUT=5");
    Path modules = file(root, SetupFile.MODULES);
    Files.writeString(modules, Files.readString(modules) + "kvm\n");

    assertThat(Ran.on(root, "unbind", "--yes").exitCode()).isZero();

    assertThat(grub).content().contains("GRUB_TIMEOUT=5").contains("GRUB_CMDLINE_LINUX=\"\"\n");
    assertThat(modules).hasContent("kvm\n");
    assertThat(file(root, SetupFile.BLACKLIST)).doesNotExist();
  }

  @Test
  void changeInOurLines_isNamed_andNothingIsDone() throws Exception {
    Path root = bound("intel-one-gpu");
    replace(file(root, SetupFile.GRUB), "iommu=pt", "iommu=off");
    var before = RecordedHost.snapshot(root);

    var ran = Ran.on(root, "unbind", "--yes");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err())
        .startsWith("byteleap-worker: nothing was undone")
        .contains("/etc/default/grub was changed since")
        .contains("/etc/default/grub.backup")
        .contains("--leave-changed");
    assertThat(RecordedHost.snapshot(root)).isEqualTo(before);
    assertThat(Ran.on(root, "bind", "1", "--yes").err())
        .contains("/etc/default/grub was changed since");
    assertThat(Ran.on(root, "doctor").out()).contains("! preparation: /etc/default/grub was");
  }

  @Test
  void changedFiles_canBeLeft() throws Exception {
    Path root = bound("intel-one-gpu");
    replace(file(root, SetupFile.GRUB), "iommu=pt", "iommu=off");
    Files.delete(file(root, SetupFile.MODULES));

    assertThat(Ran.on(root, "unbind", "--yes", "--leave-changed").exitCode()).isZero();

    assertThat(file(root, SetupFile.GRUB)).content().contains("iommu=off");
    assertThat(file(root, SetupFile.VFIO_OPTIONS)).doesNotExist();
    assertThat(file(root, SetupJournal.FOLDER)).doesNotExist();
  }

  @Test
  void secondBind_leavesOneLayer_andTheFirstBackup() throws Exception {
    Path root = RecordedHost.expand("eight-gpus", folder);
    var before = RecordedHost.snapshot(root);
    Ran.on(root, "bind", "--yes");
    Ran.on(root, "bind", "2", "--yes");

    assertThat(file(root, SetupFile.GRUB + ".backup"))
        .content()
        .contains("GRUB_CMDLINE_LINUX=\"\"");
    assertThat(file(root, SetupFile.VFIO_OPTIONS))
        .content()
        .containsOnlyOnce("options vfio-pci ids");
    assertThat(file(root, SetupFile.RELEASE_HOOK))
        .content()
        .contains("keep=\" 0000:1b:00.0 0000:43:00.0 \"");
    Ran.on(root, "unbind", "--yes");
    assertThat(RecordedHost.snapshot(root)).isEqualTo(before);
  }

  @Test
  void leftoversOfAnotherTool_areTakenAwayOnlyWhenAskedFor() throws Exception {
    Path root = RecordedHost.expand("already-bound", folder);
    var before = RecordedHost.snapshot(root);

    var plain = Ran.on(root, "unbind", "--yes");
    assertThat(plain.exitCode()).isEqualTo(1);
    assertThat(plain.err()).contains("unbind --legacy").contains(SetupFile.VFIO_OPTIONS);
    assertThat(RecordedHost.snapshot(root)).isEqualTo(before);

    assertThat(Ran.on(root, "unbind", "--legacy", "--yes").exitCode()).isZero();
    assertThat(file(root, SetupFile.GRUB))
        .content()
        .contains("GRUB_CMDLINE_LINUX=\"modprobe.blacklist=pcspkr\"");
    assertThat(file(root, SetupFile.VFIO_OPTIONS)).doesNotExist();
    assertThat(file(root, Legacy.KEPT + SetupFile.VFIO_OPTIONS))
        .content()
        .contains("options vfio-pci ids=10de:2684");
    assertThat(Ran.on(root, "unbind", "--legacy", "--yes").out()).contains("Nothing to change.");
  }

  @Test
  void damagedJournal_isNamed_andTrustedInNothing() throws Exception {
    Path root = bound("intel-one-gpu");
    Path journal = file(root, SetupJournal.FILE);
    replace(journal, SetupFile.MODULES, "/etc/shadow");
    var before = RecordedHost.snapshot(root);

    for (String command : new String[] {"bind", "unbind"}) {
      var ran = Ran.on(root, command, "--yes");
      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.err()).contains(SetupJournal.FILE + " is damaged: path is none of those");
    }
    assertThat(RecordedHost.snapshot(root)).isEqualTo(before);
    assertThat(Ran.on(root, "doctor").out()).contains("✗ preparation: " + SetupJournal.FILE);
  }
}
