package io.byteleap.port;

import io.byteleap.domain.challenge.MusterId;
import io.byteleap.domain.challenge.MusterPart;
import io.byteleap.domain.challenge.Pace;
import io.byteleap.domain.identity.UnitId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What units did at musters, to look up. A little behind the events. Calls block, refuse a key
/// that is none of the list's with a [Page.UnknownKey], and throw [History.HistoryUnavailable] when
/// the database is away.
public interface Musters {
  /// Units that [#ofHalves] looks at, at most.
  int HALVES_MAX = 1_000;

  /// Parts of them that it gives, at most; the newest.
  int PARTS_MAX = 20_000;

  /// One muster: how many miners, workers and units were called; how many units were found sound,
  /// how many of them were at work at one instant at most, how many did not come, failed by
  /// nobody's fault, and have no verdict yet. All others failed. And when its bell rang, which
  /// musters of earlier versions had not, and the paces of all units together.
  record Totals(
      MusterId muster,
      Instant opensAt,
      Instant closesAt,
      Optional<Instant> bellAt,
      long miners,
      long workers,
      long units,
      long sound,
      long atOnce,
      long missed,
      long excused,
      long pending,
      Pace pace) {
    public long failed() {
      return units - sound - missed - excused - pending;
    }
  }

  /// The newest first.
  Page<Totals> rounds(Page.Wish wish);

  /// What each unit did at the last muster to which it was called, in the order of their names.
  Page<MusterPart> latest(Page.Wish wish);

  /// What all claims to each of these devices did at the last muster to which two or more of them
  /// were called.
  List<MusterPart> ofDevices(Collection<UnitId> devices);

  /// What those units did, at all musters that are remembered, that were found sound at some of
  /// them and not at others.
  List<MusterPart> ofHalves();
}
