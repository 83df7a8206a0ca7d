package io.byteleap.domain.rental;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmTaskId;
import java.util.Optional;
import java.util.regex.Pattern;

/// Name of one rental: 8 to 36 of `0-9 a-f -`, beginning with a digit. Its machine, its orders and
/// its leases are named after it, so that each leads back to it.
public record RentalId(String value) implements Comparable<RentalId> {
  private static final Pattern FORM = Pattern.compile("[0-9a-f][0-9a-f-]{7,35}");
  private static final char BETWEEN = '.';

  public RentalId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("vm_id must be 8 to 36 of 0-9 a-f and -");
    }
  }

  /// The machine's name on its worker.
  public VmName machine() {
    return new VmName("vm-" + value);
  }

  /// What the worker knows something that is asked of it by: `word` is `0-9 a-z`.
  public VmTaskId task(String word) {
    return new VmTaskId(value + BETWEEN + word);
  }

  public VmTaskId task(int order) {
    return task(Integer.toString(order));
  }

  /// The lease that is the rental's `count`-th.
  public LeaseId lease(int count) {
    return new LeaseId("vm-" + value + "-" + count);
  }

  /// Of which rental something is, and which of its own words names it; empty for other names.
  public static Optional<Place> placeOf(VmTaskId task) {
    int dot = task.value().lastIndexOf(BETWEEN);
    return dot > 0 && FORM.matcher(task.value().substring(0, dot)).matches()
        ? Optional.of(
            new Place(
                new RentalId(task.value().substring(0, dot)), task.value().substring(dot + 1)))
        : Optional.empty();
  }

  public record Place(RentalId rental, String word) {}

  @Override
  public int compareTo(RentalId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
