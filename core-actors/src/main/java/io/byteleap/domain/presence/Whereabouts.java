package io.byteleap.domain.presence;

/// Where a worker is, as its miner's heartbeats tell.
public enum Whereabouts {
  /// A heartbeat named it lately.
  ONLINE,
  /// It is known, and was not heard of lately.
  SILENT,
  /// No heartbeat of this miner has named it, or it was forgotten since.
  UNKNOWN
}
