package io.byteleap.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Which known word somebody probably meant.
final class NearestWord {
  private static final int DISTANCE_MAX = 3;

  private NearestWord() {}

  /// The known word fewest edits (Levenshtein 1966) away, if at most three and less than half of
  /// the word.
  static Optional<String> to(String word, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
        .filter(
            candidate ->
                distance(word, candidate) <= Math.min(DISTANCE_MAX, candidate.length() / 2));
  }

  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
