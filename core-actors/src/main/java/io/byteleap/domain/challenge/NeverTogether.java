package io.byteleap.domain.challenge;

import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.Hotkey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Two units of one miner that can do their work, each of them, and never did it at the same time:
/// what one device behind two names looks like.
///
/// Flagged are those that were called to at least [#MUSTERS] musters together and in the last so
/// many were never at work at once, though each of them was found sound in one of these. A unit
/// that always fails is not meant: that is said by its verdicts. Musters in which one of the two
/// failed by nobody's fault do not count. Two honest units that fail by chance with a probability p
/// look like this with 8*p^3 at most.
public record NeverTogether(UnitName one, UnitName other, Instant lastAt) {
  /// Musters that are looked back upon.
  public static final int MUSTERS = 3;

  /// Units of one miner that are compared, so that there are no more than 2,016 pairs of them.
  public static final int UNITS_MAX = 64;

  /// All such pairs in `parts`, which may be of any miners, in the order of their names.
  public static List<NeverTogether> in(Collection<MusterPart> parts) {
    var byMiner =
        parts.stream()
            .filter(MusterPart::counts)
            .collect(
                Collectors.groupingBy(
                    part -> part.unit().hotkey(),
                    TreeMap<Hotkey, List<MusterPart>>::new,
                    Collectors.toList()));
    return byMiner.values().stream().flatMap(of -> ofMiner(of).stream()).toList();
  }

  private static List<NeverTogether> ofMiner(List<MusterPart> parts) {
    Map<UnitName, Map<MusterId, MusterPart>> byUnit = new TreeMap<>();
    for (MusterPart part : parts) {
      byUnit.computeIfAbsent(part.unit(), _ -> new HashMap<>()).put(part.muster(), part);
    }
    var units = byUnit.values().stream().filter(NeverTogether::isHalf).limit(UNITS_MAX).toList();
    List<NeverTogether> found = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      for (int j = i + 1; j < units.size(); j++) {
        flagged(units.get(i), units.get(j)).ifPresent(found::add);
      }
    }
    return found;
  }

  /// Only what was at work sometimes, and sometimes not, can be half of a pair.
  private static boolean isHalf(Map<MusterId, MusterPart> unit) {
    long worked =
        unit.values().stream().filter(part -> part.did() instanceof MusterPart.Worked).count();
    return worked > 0 && worked < unit.size();
  }

  private record Both(MusterPart one, MusterPart other) {
    boolean isTogether() {
      return one.isTogetherWith(other);
    }
  }

  private static Optional<NeverTogether> flagged(
      Map<MusterId, MusterPart> one, Map<MusterId, MusterPart> other) {
    var last =
        one.values().stream()
            .filter(part -> other.containsKey(part.muster()))
            .sorted(Comparator.comparing(MusterPart::opensAt).reversed())
            .limit(MUSTERS)
            .flatMap(
                part ->
                    Optional.ofNullable(other.get(part.muster()))
                        .map(with -> new Both(part, with))
                        .stream())
            .toList();
    boolean isFlagged =
        last.size() == MUSTERS
            && last.stream().noneMatch(Both::isTogether)
            && last.stream().anyMatch(both -> both.one().did() instanceof MusterPart.Worked)
            && last.stream().anyMatch(both -> both.other().did() instanceof MusterPart.Worked);
    return isFlagged
        ? Optional.of(
            new NeverTogether(
                last.getFirst().one().unit(),
                last.getFirst().other().unit(),
                last.getFirst().one().opensAt()))
        : Optional.empty();
  }
}
