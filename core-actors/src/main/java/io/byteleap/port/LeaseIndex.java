package io.byteleap.port;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.lease.Lease;
import java.time.Instant;
import java.util.List;

/// All leases of all miners, to look up; a little behind the ledgers. Calls block, and throw
/// [History.HistoryUnavailable] when the database is away.
public interface LeaseIndex {
  /// Of a miner, of a worker, in a state (`coming`, `active` or `ended`); an empty text means any.
  /// A state that does not exist is refused.
  record Filter(String hotkey, String workerId, String state) {
    public static final List<String> STATES = List.of("coming", "active", "ended");

    public Filter {
      if (!state.isEmpty() && !STATES.contains(state)) {
        throw new IllegalArgumentException("state must be one of " + String.join(", ", STATES));
      }
    }
  }

  record Entry(Hotkey miner, Lease lease) {}

  /// Those that begin last first; states are those at `now`.
  Page<Entry> page(Filter filter, Page.Wish wish, Instant now);

  /// The leases of this id, of which each miner may have one; the latest first.
  List<Entry> find(LeaseId id);
}
