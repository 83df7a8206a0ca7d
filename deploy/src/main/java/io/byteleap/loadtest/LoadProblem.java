package io.byteleap.loadtest;

/// A run cannot go on; the message is for people.
class LoadProblem extends Exception {
  private static final long serialVersionUID = 1L;

  private final String why;

  LoadProblem(String why) {
    super(why);
    this.why = why;
  }

  String why() {
    return why;
  }

  /// The miner that is installed speaks for one hotkey only, so that it has 100 workers at most.
  static final class OneHotkeyOnly extends LoadProblem {
    private static final long serialVersionUID = 1L;

    OneHotkeyOnly() {
      super("this miner's configuration knows no list of hotkeys, so it takes 100 workers at most");
    }
  }
}
