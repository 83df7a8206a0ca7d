package io.byteleap.redteam;

/// The arithmetic of being caught.
final class Chances {
  private Chances() {}

  /// The chance that `asked` distinct rows of `size`, each set as likely, hit one of `wrong` rows:
  /// what is missing to 1 is C(size - wrong, asked) / C(size, asked).
  static double hit(int size, int wrong, int asked) {
    double missed = 1;
    for (int i = 0; i < asked; i++) {
      missed *= Math.max(0, size - wrong - i) / (double) (size - i);
    }
    return 1 - missed;
  }

  /// The same when as many rows are asked as any number of `least` to `most`, each as likely.
  static double hit(int size, int wrong, int least, int most) {
    double sum = 0;
    for (int asked = least; asked <= most; asked++) {
      sum += hit(size, wrong, asked);
    }
    return sum / (most - least + 1);
  }

  /// That something which happens with `chance` happens `count` times or fewer in `runs`: the lower
  /// tail of the binomial distribution.
  static double atMost(int count, int runs, double chance) {
    if (count >= runs) {
      return 1;
    }
    if (chance >= 1) {
      return 0;
    }
    if (chance <= 0) {
      return 1;
    }
    double sum = 0;
    double ways = 0; // the logarithm of C(runs, i)
    for (int i = 0; i <= count; i++) {
      sum += Math.exp(ways + i * Math.log(chance) + (runs - i) * Math.log1p(-chance));
      ways += Math.log(runs - i) - Math.log(i + 1);
    }
    return Math.min(1, sum);
  }
}
