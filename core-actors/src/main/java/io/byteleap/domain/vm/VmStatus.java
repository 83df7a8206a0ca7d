package io.byteleap.domain.vm;

/// What a machine does at the moment.
public enum VmStatus {
  RUNNING,
  STOPPED,
  PAUSED,
  /// It is no more.
  DESTROYED,
  /// The hypervisor says something else, or nothing.
  UNKNOWN
}
