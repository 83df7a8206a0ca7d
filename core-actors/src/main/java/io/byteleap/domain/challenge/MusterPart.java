package io.byteleap.domain.challenge;

import io.byteleap.domain.exact.UnitName;
import java.time.Instant;

/// What one unit that was called to a muster did there.
public record MusterPart(MusterId muster, Instant opensAt, UnitName unit, Did did) {
  public sealed interface Did {
    /// How it is shown: `sound` or the failure, lower case.
    String word();
  }

  /// It had its keys at the one instant, had committed at the other, was found sound, and showed
  /// this pace.
  public record Worked(Instant handedAt, Instant committedAt, Pace pace) implements Did {
    @Override
    public String word() {
      return "sound";
    }
  }

  /// It failed or did not come, whoever answers for it.
  public record Failed(Failure why) implements Did {
    @Override
    public String word() {
      return why.word();
    }
  }

  /// It has no verdict yet.
  public record Pending() implements Did {
    @Override
    public String word() {
      return "pending";
    }
  }

  /// Whether what it did says something about it.
  boolean counts() {
    return switch (did) {
      case Worked _ -> true;
      case Failed(var why) -> why.isCharged();
      case Pending _ -> false;
    };
  }

  /// Whether there was an instant at which this unit and the other were at work, both found sound.
  boolean isTogetherWith(MusterPart other) {
    return muster.equals(other.muster)
        && did instanceof Worked(var from, var until, _)
        && other.did instanceof Worked(var otherFrom, var otherUntil, _)
        && from.isBefore(otherUntil)
        && otherFrom.isBefore(until);
  }
}
