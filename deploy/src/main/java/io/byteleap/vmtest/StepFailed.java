package io.byteleap.vmtest;

/// A step of the test did not come out as it should.
final class StepFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StepFailed(String why) {
    super(why, null, false, false);
  }
}
