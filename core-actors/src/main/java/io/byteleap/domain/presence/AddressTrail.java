package io.byteleap.domain.presence;

import io.byteleap.domain.units.Label;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// How often a worker's address changed: the address it was seen under last, and its latest
/// changes, as many as can make a difference to its availability.
///
/// A change lies within a window when the last sighting under the old address does. Sightings
/// without an address count as none, as do those older than the last one.
public record AddressTrail(Label address, Instant lastSeen, List<Instant> departures) {
  public static final AddressTrail NONE = new AddressTrail(Label.NONE, Instant.EPOCH, List.of());

  /// From here on nothing is left of the availability.
  private static final int CHANGES_MAX = 4;

  public AddressTrail {
    if (departures.size() > CHANGES_MAX) {
      throw new IllegalArgumentException("more than " + CHANGES_MAX + " changes");
    }
    departures = List.copyOf(departures);
  }

  public AddressTrail seen(Label at, Instant now) {
    if (at.isBlank() || now.isBefore(lastSeen)) {
      return this;
    }
    return address.isBlank() || address.equals(at)
        ? new AddressTrail(at, now, departures)
        : new AddressTrail(at, now, latest(departures, lastSeen));
  }

  private static List<Instant> latest(List<Instant> departures, Instant next) {
    return Stream.concat(departures.stream(), Stream.of(next))
        .skip(Math.max(0, departures.size() + 1 - CHANGES_MAX))
        .toList();
  }

  /// Changes since `start`, 0 to 4; 4 means that or more.
  public int changesSince(Instant start) {
    return Math.toIntExact(
        departures.stream().filter(departure -> !departure.isBefore(start)).count());
  }
}
