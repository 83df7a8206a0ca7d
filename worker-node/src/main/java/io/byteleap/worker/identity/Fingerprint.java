package io.byteleap.worker.identity;

import io.byteleap.domain.identity.WorkerFingerprint;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.host.HostRoot;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// What tells one worker from all others: named facts of its machine, and its instance where one
/// machine runs several.
///
/// The keys are those of the existing worker, but without `platform`, which changes with every new
/// kernel. Source: worker protocol, identity.
public record Fingerprint(SortedMap<String, String> facts) {
  public Fingerprint {
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
  }

  /// Of a machine; an empty `instance` leaves no trace. A machine without a network card that could
  /// name it gets a drawn number.
  public static Fingerprint of(HostRoot host, String instance, RandomGenerator random) {
    var facts = new TreeMap<String, String>();
    facts.put("machine", machine());
    host.text("/etc/machine-id")
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> facts.put("machine_id", text));
    facts.put("primary_mac", NetworkCards.primaryAddress(host).orElseGet(() -> drawn(random)));
    facts.put("processor", "");
    if (!instance.isEmpty()) {
      facts.put("instance", instance);
    }
    return new Fingerprint(facts);
  }

  public WorkerId workerId() {
    return new WorkerFingerprint(facts).workerId();
  }

  /// As `uname -m` has it.
  private static String machine() {
    String architecture = System.getProperty("os.arch", "");
    return architecture.equals("amd64") ? "x86_64" : architecture;
  }

  private static String drawn(RandomGenerator random) {
    return String.format("0x%012x", random.nextLong(1L << 48));
  }
}
