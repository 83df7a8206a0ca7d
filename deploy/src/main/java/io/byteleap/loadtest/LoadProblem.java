package io.byteleap.loadtest;

/// A run cannot go on; the message is for people.
public final class LoadProblem extends Exception {
  private static final long serialVersionUID = 1L;

  public LoadProblem(String why) {
    super(why);
  }
}
