package io.byteleap.validator.metrics;

import io.byteleap.domain.identity.Hotkey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A number that every miner's actor keeps up to date, and the sum of all: written by actors, read
/// by whoever shows it.
final class Tally {
  private final Map<Hotkey, Integer> numbers = new ConcurrentHashMap<>();

  /// A miner whose number is 0 takes no room.
  void set(Hotkey miner, int number) {
    if (number == 0) {
      numbers.remove(miner);
    } else {
      numbers.put(miner, number);
    }
  }

  int sum() {
    return numbers.values().stream().mapToInt(Integer::intValue).sum();
  }
}
