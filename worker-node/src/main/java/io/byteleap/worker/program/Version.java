package io.byteleap.worker.program;

import io.byteleap.domain.units.Label;
import java.util.Arrays;
import java.util.regex.Pattern;

/// A version of the software: two to four numbers with dots, compared number by number, a missing
/// one being 0. Refused: anything else, leading zeros and numbers of more than six digits.
public record Version(String text) implements Comparable<Version> {
  private static final Pattern FORM =
      Pattern.compile("(0|[1-9][0-9]{0,5})(\\.(0|[1-9][0-9]{0,5})){1,3}");
  private static final int NUMBERS = 4;

  public Version {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "must be a version such as 1.4.0, is '" + Label.of(text) + "'");
    }
  }

  @Override
  public int compareTo(Version other) {
    return Arrays.compare(numbers(), other.numbers());
  }

  public boolean isNewerThan(Version other) {
    return compareTo(other) > 0;
  }

  private int[] numbers() {
    return Arrays.copyOf(
        Arrays.stream(text.split("\\.", -1)).mapToInt(Integer::parseInt).toArray(), NUMBERS);
  }

  @Override
  public String toString() {
    return text;
  }
}
