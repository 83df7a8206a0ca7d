package io.byteleap.validator.enrolment;

/// Why no tokens can be signed; the message names the file and what to do.
public final class EnrolmentProblem extends Exception {
  private static final long serialVersionUID = 1L;

  EnrolmentProblem(String message) {
    super(message);
  }
}
