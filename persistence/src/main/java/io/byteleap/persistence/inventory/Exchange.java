package io.byteleap.persistence.inventory;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.units.Label;
import java.time.Duration;
import java.time.Instant;

/// One request of a miner inside a session and what was answered, as texts that are cut where they
/// are long.
public record Exchange(
    Instant at,
    Hotkey miner,
    Label type,
    Label outcome,
    Duration took,
    int requestSize,
    String request,
    String answer) {
  private static final int TEXT_MAX = 4_096;

  public Exchange {
    request = cut(request);
    answer = cut(answer);
  }

  /// The database takes any character but one.
  private static String cut(String text) {
    return (text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "…")
        .replace('\0', '?');
  }

  @Override
  public String toString() {
    return "Exchange[" + miner + ", " + type + ", " + outcome + "]";
  }
}
