package io.byteleap.domain.vm;

/// What the hypervisor says of a machine that is looked for.
public enum Sighting {
  ABSENT,
  OFF,
  RUNNING,
  PAUSED;

  public VmStatus status() {
    return switch (this) {
      case ABSENT -> VmStatus.UNKNOWN;
      case OFF -> VmStatus.STOPPED;
      case RUNNING -> VmStatus.RUNNING;
      case PAUSED -> VmStatus.PAUSED;
    };
  }
}
