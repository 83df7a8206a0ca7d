package io.byteleap.simulation;

import io.byteleap.domain.challenge.Challenge.ChallengeCreated;
import io.byteleap.domain.challenge.Challenge.ChallengeVerified;
import io.byteleap.domain.challenge.Round.Step;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.scoring.VerifiedWork;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// A validator's read side: the challenges that were passed, without the database.
public final class PassedWork {
  private record Place(Hotkey miner, WorkerId worker) {}

  private record Passed(Place place, Instant issued, Instant verified, Duration time) {}

  private final Map<Place, Instant> issued = new HashMap<>();
  private final Deque<Passed> passed = new ArrayDeque<>();

  /// Hears of a step that was stored.
  public void take(Hotkey miner, Step step) {
    var place = new Place(miner, step.worker());
    if (step.event() instanceof ChallengeCreated created) {
      issued.put(place, created.at());
    } else if (step.event() instanceof ChallengeVerified(var time, _, var at)) {
      passed.add(new Passed(place, Objects.requireNonNull(issued.get(place)), at, time));
    }
  }

  /// Of every miner, by worker: the challenges that were issued at `start` or later and verified
  /// before `end`. What is older than `start` is forgotten.
  public Map<Hotkey, Map<WorkerId, VerifiedWork>> between(Instant start, Instant end) {
    passed.removeIf(one -> one.issued().isBefore(start));
    var work = new HashMap<Hotkey, Map<WorkerId, VerifiedWork>>();
    for (Passed one : passed) {
      if (one.verified().isBefore(end)) {
        work.computeIfAbsent(one.place().miner(), _ -> new HashMap<>())
            .merge(
                one.place().worker(),
                new VerifiedWork(1, one.time()),
                (a, b) -> new VerifiedWork(a.successes() + b.successes(), a.time().plus(b.time())));
      }
    }
    return work;
  }
}
