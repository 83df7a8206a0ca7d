package io.byteleap.domain.vm;

/// Name of one order of the gateway. Part of file names and of the default name of a machine, so in
/// their alphabet; short enough for both.
public record VmTaskId(String value) {
  private static final int LENGTH_MAX = 60;

  public VmTaskId {
    SafeName.checked("task_id", value, LENGTH_MAX);
  }

  @Override
  public String toString() {
    return value;
  }
}
