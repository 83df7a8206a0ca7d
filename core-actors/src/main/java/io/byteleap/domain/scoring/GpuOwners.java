package io.byteleap.domain.scoring;

import io.byteleap.domain.hardware.GpuFacts;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.scoring.MinerLedger.Entry;
import io.byteleap.domain.units.Label;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Whose a GPU is when several workers of one miner report it: the one's that was there first, for
/// as long as it is online. So nobody takes over a GPU by reporting it.
public record GpuOwners(MinerLedger ledger, Predicate<WorkerId> isOnline) {
  private static final Comparator<Map.Entry<WorkerId, Entry>> BY_AGE =
      Comparator.<Map.Entry<WorkerId, Entry>, Instant>comparing(entry -> entry.getValue().since())
          .thenComparing(Map.Entry::getKey);

  /// The GPUs of `worker` that are its own.
  public List<GpuFacts> gpusOf(WorkerId worker) {
    return ledger.of(worker).stream()
        .flatMap(entry -> entry.profile().host().gpus().stream())
        .filter(gpu -> isFirst(worker, gpu.uuid()))
        .toList();
  }

  private boolean isFirst(WorkerId worker, Label uuid) {
    return ledger.workers().entrySet().stream()
        .filter(entry -> entry.getKey().equals(worker) || isOnline.test(entry.getKey()))
        .filter(entry -> reports(entry.getValue(), uuid))
        .min(BY_AGE)
        .filter(first -> first.getKey().equals(worker))
        .isPresent();
  }

  private static boolean reports(Entry entry, Label uuid) {
    return entry.profile().host().gpus().stream().anyMatch(gpu -> gpu.uuid().equals(uuid));
  }
}
