package io.byteleap.domain.passthrough;

import io.byteleap.domain.units.Label;

/// What the system runs in. Only a system on bare metal has GPUs to give.
public sealed interface Containment {
  record BareMetal() implements Containment {
    @Override
    public String toString() {
      return "bare metal";
    }
  }

  record VirtualMachine(Label kind) implements Containment {
    @Override
    public String toString() {
      return kind.isBlank() ? "a virtual machine" : "a virtual machine (" + kind + ")";
    }
  }

  record Container(Label kind) implements Containment {
    @Override
    public String toString() {
      return "a container (" + kind + ")";
    }
  }
}
