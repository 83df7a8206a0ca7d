package io.byteleap.domain.challenge;

import io.byteleap.domain.identity.UnitId;
import java.util.List;
import java.util.Optional;

/// What the verification says of each unit that was asked: those that committed in the order of
/// their commitments, then those that did not.
public record Verdict(List<UnitVerdict> units) {
  public sealed interface UnitVerdict {
    UnitId unit();
  }

  /// The unit's openings are what its work would have given.
  public record Sound(UnitId unit) implements UnitVerdict {}

  public record Unsound(UnitId unit, Failure why) implements UnitVerdict {}

  public Verdict {
    if (units.isEmpty()) {
      throw new IllegalArgumentException("a verdict on nobody");
    }
    units = List.copyOf(units);
  }

  /// Why the challenge fails: the first unit's failure when no unit is sound. One sound unit is
  /// enough for the challenge, and does not excuse the others, which keep their own verdicts.
  public Optional<Failure> failure() {
    if (units.stream().anyMatch(Sound.class::isInstance)) {
      return Optional.empty();
    }
    return units.stream()
        .flatMap(
            unit ->
                switch (unit) {
                  case Sound _ -> Optional.<Failure>empty().stream();
                  case Unsound(_, var why) -> Optional.of(why).stream();
                })
        .findFirst();
  }
}
