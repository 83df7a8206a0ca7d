package io.byteleap.miner.challenge;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import io.byteleap.wire.validator.Answer.ComputeChallenge;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;

/// The challenges that a desk has taken and that are not over: those on their way with a courier,
/// and those that wait for their worker.
record Outings(SortedMap<ChallengeId, OnTheWay> onTheWay, SortedMap<ChallengeId, Waiting> waiting) {
  static final Outings NONE = new Outings(new TreeMap<>(), new TreeMap<>());

  record OnTheWay(
      WorkerId worker, Hotkey validator, Instant since, ActorRef<Courier.Command> courier) {}

  /// Waits until `until`, when its validator no longer does; `why` it does not go now.
  record Waiting(
      ComputeChallenge challenge, Validator validator, Instant until, Placement.Refusal why) {}

  Outings {
    onTheWay = Collections.unmodifiableSortedMap(new TreeMap<>(onTheWay));
    waiting = Collections.unmodifiableSortedMap(new TreeMap<>(waiting));
  }

  Outings with(ChallengeId id, OnTheWay next) {
    var departed = new TreeMap<>(onTheWay);
    departed.put(id, next);
    return new Outings(departed, waiting);
  }

  Outings with(ChallengeId id, Waiting next) {
    var held = new TreeMap<>(waiting);
    held.put(id, next);
    return new Outings(onTheWay, held);
  }

  Outings without(ChallengeId id) {
    var departed = new TreeMap<>(onTheWay);
    departed.remove(id);
    var held = new TreeMap<>(waiting);
    held.remove(id);
    return new Outings(departed, held);
  }

  boolean isEmpty() {
    return onTheWay.isEmpty() && waiting.isEmpty();
  }

  static Optional<Validator> find(Hotkey hotkey, List<Validator> validators) {
    return validators.stream()
        .filter(validator -> validator.target().hotkey().equals(hotkey))
        .findFirst();
  }

  Engaged engaged() {
    var ids = new HashSet<>(onTheWay.keySet());
    ids.addAll(waiting.keySet());
    return new Engaged(
        ids,
        onTheWay.values().stream().map(OnTheWay::worker).collect(Collectors.toUnmodifiableSet()));
  }
}
