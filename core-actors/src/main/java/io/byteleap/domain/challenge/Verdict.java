package io.byteleap.domain.challenge;

import io.byteleap.domain.identity.UnitId;
import java.util.List;
import java.util.Optional;

/// What the verification says of each unit that committed.
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

  /// The first unit's failure; empty when every unit is sound.
  public Optional<Failure> failure() {
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
