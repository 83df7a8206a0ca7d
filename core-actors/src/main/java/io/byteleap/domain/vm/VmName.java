package io.byteleap.domain.vm;

/// Name of a virtual machine: 1 to 64 of `A-Z a-z 0-9 . _ -`, not beginning with `.` or `-`.
public record VmName(String value) {
  private static final int LENGTH_MAX = 64;

  public VmName {
    SafeName.checked("vm_name", value, LENGTH_MAX);
  }

  /// The name of a machine that is given none.
  public static VmName of(VmTaskId task) {
    return new VmName("vm_" + task.value());
  }

  @Override
  public String toString() {
    return value;
  }
}
