package io.byteleap.miner.presence;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.units.Label;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How the last reports of workers went: the last one to each of the validators, and the last ones
/// to any, the newest first.
public record Reports(Map<Hotkey, Report> last, List<Report> recent) {
  private static final int KEPT = 100;

  static final Reports NONE = new Reports(Map.of(), List.of());

  /// One report of so many workers to one validator; `why` it was not taken.
  public record Report(Hotkey validator, Instant at, int workers, Result result, Label why) {}

  public enum Result {
    TAKEN,
    REFUSED,
    UNREACHABLE
  }

  public Reports {
    last = Map.copyOf(last);
    recent = List.copyOf(recent);
  }

  Reports with(Report report) {
    var nextLast = new HashMap<>(last);
    nextLast.put(report.validator(), report);
    var nextRecent = new ArrayList<Report>(KEPT);
    nextRecent.add(report);
    recent.stream().limit(KEPT - 1L).forEach(nextRecent::add);
    return new Reports(nextLast, nextRecent);
  }

  /// Without those to validators that we no longer work with.
  Reports keeping(List<Validator> validators) {
    var next = new HashMap<>(last);
    next.keySet()
        .retainAll(validators.stream().map(validator -> validator.target().hotkey()).toList());
    return new Reports(next, recent);
  }
}
