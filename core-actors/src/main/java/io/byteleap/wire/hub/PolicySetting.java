package io.byteleap.wire.hub;

import java.util.List;

/// A new value for one key of the policy, of the key's kind and within its bounds; anything else is
/// refused with a reason that names the key.
public sealed interface PolicySetting {
  PolicyKey key();

  /// Times are in the unit of their key: seconds, or minutes where it says so.
  record Count(PolicyKey key, long value) implements PolicySetting {
    public Count {
      key.checkCount(value);
    }
  }

  record Fraction(PolicyKey key, double value) implements PolicySetting {
    public Fraction {
      key.checkFraction(value);
    }
  }

  record Word(PolicyKey key, String value) implements PolicySetting {
    public Word {
      key.checkWord(value);
    }
  }

  record Names(PolicyKey key, List<String> values) implements PolicySetting {
    public Names {
      values = List.copyOf(values);
      key.checkNames(values);
    }
  }
}
