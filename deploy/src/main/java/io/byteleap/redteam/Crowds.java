package io.byteleap.redteam;

import java.util.random.RandomGenerator;

/// One machine that shows itself as many, in challenge v2: it does the work of all its names, one
/// after another, as fast as it can.
final class Crowds {
  /// Names under which one machine shows itself.
  static final int NAMES = 8;

  /// How long is waited for a commitment in a round of simultaneous work, in times of one unit's
  /// honest work: what a slow one of its model needs, and less than twice what a fast one does.
  static final double TIGHT = 1.5;

  private Crowds() {}

  /// A machine with `names` names, when a commitment is waited for as long as `window` honest works
  /// take. Its cost is that of one machine, however much it computes.
  static Outcome play(ExactArena arena, int names, double window, RandomGenerator random) {
    int verified = 0;
    String rule = "";
    for (int name = 0; name < names; name++) {
      double commit = (name + 1) / window;
      var outcome = arena.play(ExactCheats.honest(commit, 0, 1), random);
      verified += outcome.isCaught() ? 0 : 1;
      rule = outcome.isCaught() ? outcome.rule() : rule;
    }
    return new Outcome.Judged(rule, verified, 1);
  }
}
