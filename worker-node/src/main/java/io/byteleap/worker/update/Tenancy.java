package io.byteleap.worker.update;

import java.util.Optional;

/// Whether somebody rents this machine, or any virtual machine is on it: then nothing is restarted.
@FunctionalInterface
public interface Tenancy {
  /// What is there, in words; empty when nothing is. What cannot be told counts as there.
  Optional<String> occupiedBy();
}
