package io.byteleap.miner.challenge;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What became of the challenges since the start: delivered, abandoned and not taken by cause.
public record Tally(
    int running,
    long delivered,
    SortedMap<String, Long> abandoned,
    SortedMap<String, Long> refused) {
  static final Tally NONE = new Tally(0, 0, new TreeMap<>(), new TreeMap<>());

  public Tally {
    abandoned = Collections.unmodifiableSortedMap(new TreeMap<>(abandoned));
    refused = Collections.unmodifiableSortedMap(new TreeMap<>(refused));
  }

  Tally ended(Ending ending) {
    return switch (ending) {
      case Ending.Delivered() -> new Tally(running, delivered + 1, abandoned, refused);
      case Ending.Abandoned(var cause, _) ->
          new Tally(running, delivered, oneMore(abandoned, cause.word()), refused);
    };
  }

  Tally refused(Placement.Refusal why) {
    return new Tally(running, delivered, abandoned, oneMore(refused, why.word()));
  }

  Tally withRunning(int count) {
    return new Tally(count, delivered, abandoned, refused);
  }

  private static SortedMap<String, Long> oneMore(SortedMap<String, Long> counts, String word) {
    var next = new TreeMap<>(counts);
    next.merge(word, 1L, Long::sum);
    return next;
  }
}
