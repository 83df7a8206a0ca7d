package io.byteleap.domain.presence;

import io.byteleap.domain.hardware.HostFacts;
import io.byteleap.domain.units.Label;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a worker says of itself and seldom changes: name, version, what it can do, what it is made
/// of. At most 32 capabilities.
public record WorkerProfile(
    Label name, Label version, SortedSet<String> capabilities, HostFacts host) {
  /// Can do CPU matrix challenges.
  public static final String CPU_MATRIX = "cpu_matrix";

  /// Can do challenges of version 2.
  public static final String MATMUL_EXACT_V2 = "matmul_exact_v2";

  private static final int CAPABILITIES_MAX = 32;

  public WorkerProfile {
    if (capabilities.size() > CAPABILITIES_MAX) {
      throw new IllegalArgumentException("more than " + CAPABILITIES_MAX + " capabilities");
    }
    capabilities = Collections.unmodifiableSortedSet(new TreeSet<>(capabilities));
  }

  public boolean can(String capability) {
    return capabilities.contains(capability);
  }
}
