package io.byteleap.domain.presence;

/// What changes of a worker's address within the window take from its availability.
///
/// Off by default: the address is the worker's own word, so that a cheat pays nothing, while an
/// honest worker whose line got another address would lose half of a week's income.
public enum AddressPenalty {
  NONE,
  /// Each change halves the availability; from the fourth on nothing is left. Source: the published
  /// network, where a factor below a tenth is zero.
  HALVING;

  private static final int HALVINGS_MAX = 3;
  private static final Kept ALL = new Kept(1, 1);
  private static final int WHOLE = 1 << HALVINGS_MAX;

  /// What is left of an availability: `parts` of `whole`.
  public record Kept(int parts, int whole) {
    public Kept {
      if (parts < 0 || parts > whole || whole < 1) {
        throw new IllegalArgumentException("kept " + parts + " of " + whole);
      }
    }
  }

  /// What `changes` (0 or more) leave; of one whole for all numbers of changes.
  public Kept after(int changes) {
    if (changes < 0) {
      throw new IllegalArgumentException("changes below 0: " + changes);
    }
    return switch (this) {
      case NONE -> ALL;
      case HALVING -> new Kept(changes > HALVINGS_MAX ? 0 : WHOLE >> changes, WHOLE);
    };
  }
}
