package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.PciDevices;
import io.byteleap.host.HostRoot;

/// The PCI devices of a host, for whoever gives them away.
public final class HostPci {
  private HostPci() {}

  public static PciDevices read(HostRoot host) {
    return PciReader.read(new HostTree(host.root()));
  }
}
