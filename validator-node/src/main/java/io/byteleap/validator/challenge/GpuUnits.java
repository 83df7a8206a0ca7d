package io.byteleap.validator.challenge;

import io.byteleap.domain.hardware.GpuFacts;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.wire.Decoded;
import java.util.stream.Stream;

/// The units that GPUs are, by what a worker reports of them.
final class GpuUnits {
  /// How the UUIDs of GPUs begin. One that is bound to vfio-pci shows its PCI address instead, and
  /// cannot compute.
  private static final String UUID_START = "GPU-";

  private GpuUnits() {}

  /// The unit; none when it cannot compute, or has a name that no unit may have.
  static Stream<UnitId> of(GpuFacts gpu) {
    String uuid = gpu.uuid().value();
    return uuid.startsWith(UUID_START)
            && Decoded.of(() -> new UnitId(uuid)) instanceof Decoded.Read<UnitId>(var unit)
        ? Stream.of(unit)
        : Stream.empty();
  }
}
