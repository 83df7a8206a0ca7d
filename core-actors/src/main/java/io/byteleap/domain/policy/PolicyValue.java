package io.byteleap.domain.policy;

import java.time.Duration;
import java.util.List;

/// The value of one setting, of the kind that its key has.
public sealed interface PolicyValue {
  record Count(long value) implements PolicyValue {
    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  record Span(Duration value) implements PolicyValue {
    @Override
    public String toString() {
      return value.toString();
    }
  }

  /// A finite number.
  record Fraction(double value) implements PolicyValue {
    public Fraction {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("a setting must be finite, is " + value);
      }
    }

    @Override
    public String toString() {
      return Double.toString(value);
    }
  }

  record Word(String value) implements PolicyValue {
    @Override
    public String toString() {
      return value;
    }
  }

  record Names(List<String> values) implements PolicyValue {
    public Names {
      values = List.copyOf(values);
    }

    @Override
    public String toString() {
      return values.toString();
    }
  }
}
