package io.byteleap.domain.passthrough;

/// A file of the host that bind writes: where it is, how it is changed, and what it is when there
/// is none yet.
public record SetupFile(String path, FileEdit edit, Kind kind) {
  public enum Kind {
    TEXT,
    PROGRAM
  }

  public static final String GRUB = "/etc/default/grub";
  public static final String GRUB_OF_CLOUD_IMAGE = "/etc/default/grub.d/50-cloudimg-settings.cfg";
  public static final String VFIO_OPTIONS = "/etc/modprobe.d/vfio.conf";
  public static final String BLACKLIST = "/etc/modprobe.d/nvidia-blacklist.conf";
  public static final String MODULES = "/etc/modules-load.d/vfio.conf";
  public static final String RELEASE_HOOK = "/etc/initramfs-tools/scripts/init-top/vfio-pci-bind";
}
