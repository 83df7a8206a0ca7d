package io.byteleap.domain.exact;

/// What holds for one unit of a challenge: how many rows it will open (1 or more), and within which
/// time it is to have done the work.
public record UnitTerms(int rows, Envelope envelope) {
  public UnitTerms {
    if (rows < 1) {
      throw new IllegalArgumentException("a unit opens a row at least: " + rows);
    }
  }

  /// Without an envelope.
  public UnitTerms(int rows) {
    this(rows, new Envelope.None());
  }
}
