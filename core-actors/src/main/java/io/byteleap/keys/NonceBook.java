package io.byteleap.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The nonces that one caller's verified requests have used, so that none is taken twice. A node
/// keeps one for each member of the subnet.
///
/// Kept are the newest nonce of each UUID, ordered by nonce, and a floor at or below which nothing
/// is taken any more. Nonces that are too old anyway go, and so do the oldest when there are too
/// many; the floor rises to each that goes. So the book is bounded, what was taken once is never
/// taken again, whatever the clock does, and a caller of many requests loses only the oldest of
/// those under way. Source: Bittensor SDK 9.10.0, `axon.py`, `default_verify`, which keeps every
/// nonce for ever and takes those of the future.
public record NonceBook(List<Used> used, long floor) {
  public static final NonceBook EMPTY = new NonceBook(List.of(), 0);

  public NonceBook {
    used = List.copyOf(used);
  }

  /// The newest nonce under a UUID.
  public record Used(String uuid, long nonce) {}

  /// What nonces are taken: none older than `allowance` and the request's own timeout, of which at
  /// most `timeoutMax` counts, since nobody signs it; none further ahead than `aheadMax`. At most
  /// `usedMax` are kept.
  public record Rules(Duration allowance, Duration timeoutMax, Duration aheadMax, int usedMax) {
    public Rules {
      if (allowance.isNegative() || timeoutMax.isNegative() || aheadMax.isNegative()) {
        throw new IllegalArgumentException("durations must not be negative");
      }
      if (usedMax < 1) {
        throw new IllegalArgumentException("at least one nonce must be kept");
      }
    }

    private long oldest(Instant now, Duration timeout) {
      var counted = timeout.compareTo(timeoutMax) < 0 ? timeout : timeoutMax;
      return nanos(now.minus(allowance).minus(counted));
    }
  }

  /// What came of showing a nonce.
  public sealed interface Decision {}

  public record Taken(NonceBook next) implements Decision {}

  public record Refused(Why why) implements Decision {}

  /// Why a nonce is not taken.
  public enum Why {
    TOO_OLD,
    TOO_FAR_AHEAD,
    /// A newer one, or this one, was taken under the same UUID.
    USED
  }

  /// Takes the nonce of a request whose signature is good.
  public Decision taking(RequestProof proof, Instant now, Rules rules) {
    var request = proof.request();
    long nonce = request.nonce();
    if (nonce <= rules.oldest(now, proof.timeout())) {
      return new Refused(Why.TOO_OLD);
    }
    if (nonce > nanos(now.plus(rules.aheadMax()))) {
      return new Refused(Why.TOO_FAR_AHEAD);
    }
    if (newest(request.uuid()).filter(last -> nonce <= last.nonce()).isPresent()) {
      return new Refused(Why.USED);
    }
    return nonce <= floor
        ? new Refused(Why.TOO_OLD)
        : new Taken(with(new Used(request.uuid(), nonce), now, rules));
  }

  private Optional<Used> newest(String uuid) {
    return used.stream().filter(last -> last.uuid().equals(uuid)).findFirst();
  }

  private NonceBook with(Used taken, Instant now, Rules rules) {
    List<Used> next = new ArrayList<>(used.size() + 1);
    used.stream().filter(last -> !last.uuid().equals(taken.uuid())).forEach(next::add);
    next.add(taken);
    next.sort(Comparator.comparingLong(Used::nonce));
    long oldest = rules.oldest(now, rules.timeoutMax());
    int gone = Math.max(0, next.size() - rules.usedMax());
    while (gone < next.size() && next.get(gone).nonce() <= oldest) {
      gone++;
    }
    long risen = gone == 0 ? floor : Math.max(floor, next.get(gone - 1).nonce());
    return new NonceBook(next.subList(gone, next.size()), risen);
  }

  private static long nanos(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
  }
}
