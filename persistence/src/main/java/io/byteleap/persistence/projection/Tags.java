package io.byteleap.persistence.projection;

/// Labels under which events are found in the journal.
public final class Tags {
  public static final String CHALLENGES = "challenges";
  public static final String LEDGERS = "ledgers";
  public static final String WEIGHTS = "weights";
  public static final String LEASES = "leases";
  public static final String RENTALS = "rentals";

  /// Everything that is told to those who follow the events over HTTP.
  public static final String NEWS = "news";

  private Tags() {}
}
