package io.byteleap.domain.vm;

import java.time.Instant;
import java.util.List;

/// What a host found when it had taken a machine down: the facts that the next tenant relies on.
/// Each is looked up after the deed, never assumed from it.
///
/// @param gpusReset functions that were reset after the guest had let go of them
public record Handover(
    VmId vm,
    VmName name,
    Instant at,
    boolean domainGone,
    boolean diskDeleted,
    boolean seedDeleted,
    boolean reservationFree,
    List<PciAddress> gpusReset) {
  public Handover {
    gpusReset = List.copyOf(gpusReset);
  }

  /// Whether nothing of the tenant is left on the host.
  public boolean isClean() {
    return domainGone && diskDeleted && seedDeleted && reservationFree;
  }
}
