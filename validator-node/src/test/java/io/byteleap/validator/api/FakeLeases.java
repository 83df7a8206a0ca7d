package io.byteleap.validator.api;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.port.LeaseIndex;
import io.byteleap.port.Page;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// An index that a test fills, and that remembers what it was asked; or one that is empty, as it is
/// for a moment after each change.
final class FakeLeases implements LeaseIndex {
  final List<Entry> entries = new CopyOnWriteArrayList<>();
  final List<Filter> asked = new CopyOnWriteArrayList<>();

  @Override
  public Page<Entry> page(Filter filter, Page.Wish wish, Instant now) {
    asked.add(filter);
    var found =
        entries.stream()
            .filter(entry -> isWanted(filter.hotkey(), entry.miner().value()))
            .filter(entry -> isWanted(filter.workerId(), entry.lease().worker().value()))
            .filter(entry -> wish.after().isEmpty() || isAfter(entry, wish.after().getFirst()))
            .limit(wish.look())
            .toList();
    return Page.of(found, wish, entry -> List.of(entry.lease().id().value()));
  }

  private static boolean isWanted(String wanted, String value) {
    return wanted.isEmpty() || wanted.equals(value);
  }

  private static boolean isAfter(Entry entry, String id) {
    return entry.lease().id().value().compareTo(id) > 0;
  }

  @Override
  public List<Entry> find(LeaseId id) {
    return entries.stream().filter(entry -> entry.lease().id().equals(id)).toList();
  }
}
