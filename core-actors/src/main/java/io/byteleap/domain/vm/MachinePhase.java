package io.byteleap.domain.vm;

/// How far a machine's life has come, as it is written down before each deed: so that after a crash
/// it is known what may be there.
public sealed interface MachinePhase {
  /// It is being made for `task`; everything up to `step` may be there, in whole or in part.
  record Making(VmTaskId task, MakeStep step) implements MachinePhase {}

  /// It was made, and its tenant has it.
  record Standing(Seed seed) implements MachinePhase {}

  /// It is being taken down; what is left of it is not known.
  record Clearing(Cause cause) implements MachinePhase {}

  /// The steps of making a machine, in their order.
  enum MakeStep {
    RESERVED,
    IMAGE_CHECKED,
    GPUS_TAKEN,
    DISK_MADE,
    SEED_MADE,
    DEFINED,
    STARTED
  }

  /// The disk that tells a new machine who may log in; it is taken away once it was read.
  enum Seed {
    INSERTED,
    REMOVED
  }

  /// Why a machine is taken down.
  enum Cause {
    ORDERED,
    NOT_MADE
  }
}
