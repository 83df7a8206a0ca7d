package io.byteleap.persistence.projection;

/// Labels under which projections find events in the journal.
public final class Tags {
  public static final String CHALLENGES = "challenges";
  public static final String LEDGERS = "ledgers";
  public static final String WEIGHTS = "weights";

  private Tags() {}
}
