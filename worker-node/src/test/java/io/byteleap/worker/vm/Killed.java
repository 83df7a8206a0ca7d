package io.byteleap.worker.vm;

/// What a process that is killed would meet: no code of ours catches it.
final class Killed extends Error {
  private static final long serialVersionUID = 1;
}
