package io.byteleap.domain.vm;

/// How an existing virtual machine is asked for: its UUID or its name, in the alphabet of names.
public record VmId(String value) {
  private static final int LENGTH_MAX = 64;

  public VmId {
    SafeName.checked("vm_id", value, LENGTH_MAX);
  }

  @Override
  public String toString() {
    return value;
  }
}
