package io.byteleap.validator.api;

import io.byteleap.port.Devices;
import io.byteleap.port.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A gateway at which nobody is enrolled.
final class NoDevices implements Devices {
  @Override
  public Enrolled enrol(UsedToken token, Certificate certificate, Instant now) {
    return Enrolled.REVOKED;
  }

  @Override
  public boolean renew(Certificate certificate) {
    return false;
  }

  @Override
  public Standing find(String serial) {
    return new Unknown();
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
