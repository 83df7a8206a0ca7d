package io.byteleap.domain.vm;

import java.util.UUID;

/// The UUID of a virtual machine, given before the hypervisor knows it, so that whatever is found
/// after a crash can be told to be ours.
public record MachineId(UUID uuid) {
  /// Refused: whatever is no UUID in its usual form of 36 characters.
  public static MachineId parse(String text) {
    var uuid = UUID.fromString(text);
    if (!uuid.toString().equals(text)) {
      throw new IllegalArgumentException("a machine's id must be a UUID in lower case");
    }
    return new MachineId(uuid);
  }

  /// As an order names it.
  public VmId asVmId() {
    return new VmId(toString());
  }

  @Override
  public String toString() {
    return uuid.toString();
  }
}
