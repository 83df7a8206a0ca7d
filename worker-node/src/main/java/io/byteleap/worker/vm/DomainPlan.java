package io.byteleap.worker.vm;

import io.byteleap.domain.vm.Reservation;
import java.nio.file.Path;

/// All that a machine is made of, before it is written as the hypervisor wants it.
///
/// @param processorList hardware threads that it runs on, as the kernel lists them (`0-31,64-95`);
///     empty for any
public record DomainPlan(
    Reservation reservation,
    Path disk,
    Path seed,
    String network,
    Pages pages,
    String processorList) {
  /// What a machine's memory is made of.
  public enum Pages {
    USUAL,
    HUGE
  }
}
