package io.byteleap.validator.gateway;

import io.byteleap.port.Devices;
import io.byteleap.port.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// A book that says of every certificate what a test wants.
final class OneDevice implements Devices {
  volatile Standing known = new Unknown();

  /// One permit for each time that somebody has looked.
  final Semaphore looks = new Semaphore(0);

  @Override
  public Enrolled enrol(UsedToken token, Certificate certificate, Instant now) {
    return Enrolled.KEPT;
  }

  @Override
  public boolean renew(Certificate certificate) {
    return known instanceof Good;
  }

  @Override
  public Standing find(String serial) {
    var standing = known;
    looks.release();
    return standing;
  }

  @Override
  public void seen(Owner owner, Instant now) {}

  @Override
  public List<Owner> seenSince(Instant since) {
    return List.of();
  }

  @Override
  public Optional<Entry> revoke(Owner owner, Instant now) {
    return Optional.empty();
  }

  @Override
  public Optional<Entry> allow(Owner owner) {
    return Optional.empty();
  }

  @Override
  public Page<Entry> page(Page.Wish wish) {
    return new Page<>(List.of(), List.of());
  }
}
