package io.byteleap.validator.api;

/// What lists may be narrowed to.
final class Filters {
  static final Parameter HOTKEY = Parameter.query("hotkey", "Only of this miner.");
  static final Parameter WORKER = Parameter.query("worker_id", "Only of this worker.");

  private Filters() {}
}
