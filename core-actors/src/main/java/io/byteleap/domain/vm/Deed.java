package io.byteleap.domain.vm;

/// What an order does to a machine, as it is remembered for the case that the worker ends before
/// the deed does.
public enum Deed {
  CREATE,
  START,
  STOP,
  REBOOT,
  DESTROY,
  /// Something inside the machine, through its agent.
  INSIDE
}
