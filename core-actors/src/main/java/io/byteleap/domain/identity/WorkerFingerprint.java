package io.byteleap.domain.identity;

import io.byteleap.domain.digest.Hex;
import io.byteleap.domain.digest.Sha256;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Named facts of a machine that tell its worker from all others. Source: worker protocol,
/// identity.
public record WorkerFingerprint(SortedMap<String, String> facts) {
  private static final int ID_DIGITS = 16;

  public WorkerFingerprint {
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
  }

  /// The first 16 lower-case hex digits of the SHA-256 of [#text].
  public WorkerId workerId() {
    return new WorkerId(Sha256.hexOf(text()).substring(0, ID_DIGITS));
  }

  /// Sorted by key, each `key:value`, joined by `|`.
  public String text() {
    return facts.entrySet().stream()
        .map(fact -> fact.getKey() + ":" + fact.getValue())
        .collect(Collectors.joining("|"));
  }

  /// Whether `id` looks like one that was made so: 16 hex digits, in either case. Others are ids
  /// too, as their operators like them.
  public static boolean couldHaveMade(String id) {
    return Hex.isHex(id.toLowerCase(Locale.ROOT), ID_DIGITS);
  }
}
