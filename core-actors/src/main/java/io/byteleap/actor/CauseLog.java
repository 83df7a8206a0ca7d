package io.byteleap.actor;

import io.byteleap.domain.units.Label;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;

/// Warnings about one peer, each cause once, so that a peer that repeats its mistake does not fill
/// the log. After sixteen causes it says nothing more until it is told to start over. For one
/// thread at a time, as an actor is.
public final class CauseLog {
  private static final int CAUSES_MAX = 16;

  private final Logger log;
  private final Set<Cause> said = new HashSet<>();

  private record Cause(String what, Label why) {}

  public CauseLog(Logger log) {
    this.log = log;
  }

  /// Says once that `what` happened to `peer`, and `why`.
  public void warn(String what, Object peer, Label why) {
    if (said.size() < CAUSES_MAX && said.add(new Cause(what, why))) {
      String more = said.size() == CAUSES_MAX ? " (further causes are not logged)" : "";
      log.warn("{}, peer={}, why={}{}", what, peer, why, more);
    }
  }

  /// From now on every cause is new again.
  public void startOver() {
    said.clear();
  }
}
