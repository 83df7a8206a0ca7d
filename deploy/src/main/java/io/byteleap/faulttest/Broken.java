package io.byteleap.faulttest;

/// The test cannot go on: the network does not do what every step builds on.
public final class Broken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Broken(String why) {
    super(why, null, false, false);
  }
}
