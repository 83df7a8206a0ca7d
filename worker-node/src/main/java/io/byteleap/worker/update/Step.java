package io.byteleap.worker.update;

/// The steps of an update, in their order. After each of them the machine may lose power: before
/// [#SWITCHED] the old version runs, from then on the new one.
public enum Step {
  /// Every file is there, and is what the manifest says.
  STAGED,
  /// The version lies beside the others.
  PLACED,
  /// Its program runs and takes the configuration.
  TESTED,
  /// What to go back to is written down.
  ON_TRIAL,
  /// The new version runs at the next start.
  SWITCHED
}
