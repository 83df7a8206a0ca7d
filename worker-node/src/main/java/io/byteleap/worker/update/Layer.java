package io.byteleap.worker.update;

/// Where an update was refused.
public enum Layer {
  /// It is switched off, or not configured.
  CONFIGURATION,
  /// Its source does not answer, or not as it should.
  SOURCE,
  /// The manifest is not signed by the configured key.
  SIGNATURE,
  /// The manifest is signed and still cannot be used; paths are checked here.
  FORM,
  /// It is not newer, or cannot follow the version that runs.
  VERSION,
  /// A file is not as large as the manifest says.
  SIZE,
  /// A file is not the one that the manifest names.
  HASH,
  /// Virtual machines are there, or another update is being tried.
  BUSY,
  /// The new version does not run.
  SELF_TEST,
  /// This machine's disk.
  DISK
}
