package io.byteleap.gateway;

import io.byteleap.port.Devices;
import io.byteleap.port.Page;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A book of devices without a database.
final class MemoryDevices implements Devices {
  private final Map<String, Certificate> certificates = new HashMap<>();
  private final Map<Owner, Instant> seen = new HashMap<>();
  private final Set<Owner> revoked = new HashSet<>();
  private final Set<String> dead = new HashSet<>();
  private final Set<String> tokens = new HashSet<>();

  @Override
  public synchronized Enrolled enrol(UsedToken token, Certificate certificate, Instant now) {
    if (!tokens.add(token.name())) {
      return Enrolled.TOKEN_USED;
    }
    return renew(certificate) ? Enrolled.KEPT : Enrolled.REVOKED;
  }

  @Override
  public synchronized boolean renew(Certificate certificate) {
    if (revoked.contains(certificate.owner())) {
      return false;
    }
    certificates.put(certificate.serial(), certificate);
    return true;
  }

  @Override
  public synchronized Standing find(String serial) {
    var found = certificates.get(serial);
    if (found == null) {
      return new Unknown();
    }
    return dead.contains(serial) ? new Revoked(found.owner()) : new Good(found);
  }

  synchronized int count() {
    return certificates.size();
  }

  synchronized void forgetAll() {
    certificates.clear();
  }

  @Override
  public synchronized void seen(Owner owner, Instant now) {
    seen.put(owner, now);
  }

  @Override
  public synchronized List<Owner> seenSince(Instant since) {
    return seen.entrySet().stream()
        .filter(entry -> !entry.getValue().isBefore(since))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public synchronized Optional<Entry> revoke(Owner owner, Instant now) {
    revoked.add(owner);
    certificates.values().stream()
        .filter(each -> each.owner().equals(owner))
        .map(Certificate::serial)
        .forEach(dead::add);
    return Optional.of(new Entry(owner, now, Optional.of(now), Optional.of(now)));
  }

  @Override
  public synchronized Optional<Entry> allow(Owner owner) {
    revoked.remove(owner);
    return Optional.empty();
  }

  @Override
  public synchronized Page<Entry> page(Page.Wish wish) {
    return new Page<>(List.of(), List.of());
  }
}
