package io.byteleap.domain.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.lease.LeaseBook;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.presence.AddressTrail;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Vectors;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// One case of `scoring.json`: heartbeats, leases and challenges of a few miners, as our ledgers
/// and evidence.
record ScoringCase(
    JsonNode json, Map<Key, List<Beat>> beats, Map<Hotkey, Map<WorkerId, VerifiedWork>> work) {
  private static final Instant NOW = Instant.parse("2025-10-15T12:02:30Z");
  private static final long NANOS_PER_MINUTE = 60_000_000_000L;
  private static final Duration SILENCE_OF_THE_OFFLINE = Duration.ofMinutes(40);

  record Key(Hotkey miner, WorkerId worker) {}

  record Beat(Instant at, Label address) {}

  static ScoringCase of(JsonNode json) {
    return new ScoringCase(json, beatsIn(json), workIn(json));
  }

  String name() {
    return json.path("name").asText();
  }

  List<Hotkey> members() {
    return Vectors.texts(json.path("metagraph_hotkeys")).stream().map(Hotkey::new).toList();
  }

  ScoreBasis basis(ScoringPolicy policy) {
    long last = Bucket.at(NOW).index();
    var served =
        BucketWindow.of(
            LongStream.rangeClosed(last - BucketWindow.LENGTH + 1, last)
                .mapToObj(Bucket::new)
                .toList());
    return new ScoreBasis(policy, served, NOW);
  }

  MinerScore score(Hotkey miner, ScoringPolicy policy) {
    var basis = basis(policy);
    var beats = beatsOf(miner);
    var changes = new HashMap<WorkerId, Integer>();
    beats.forEach(
        (worker, seen) -> {
          var trail = AddressTrail.NONE;
          for (Beat beat : seen) {
            trail = trail.seen(beat.address(), beat.at());
          }
          changes.put(worker, trail.changesSince(basis.windowStart()));
        });
    var evidence = new MinerEvidence(challengeScores(policy).of(miner), changes);
    return MinerScore.of(ledger(miner, beats), basis, evidence);
  }

  private MinerLedger ledger(Hotkey miner, Map<WorkerId, List<Beat>> beats) {
    var workers = new TreeMap<WorkerId, MinerLedger.Entry>();
    var leases = LeaseBook.EMPTY;
    for (JsonNode row : json.path("workers")) {
      if (!row.path("hotkey").asText().equals(miner.value()) || row.path("deleted").asBoolean()) {
        continue;
      }
      var worker = new WorkerId(row.path("worker_id").asText());
      var present =
          BucketWindow.of(
              beats.getOrDefault(worker, List.of()).stream()
                  .map(beat -> Bucket.at(beat.at()))
                  .toList());
      workers.put(worker, new MinerLedger.Entry(Samples.profile("w"), present, NOW));
      if (row.path("lease_score").asDouble() > 0) {
        leases = leases.with(lease(worker, row.path("lease_score").asDouble()));
      }
    }
    return new MinerLedger(workers, leases);
  }

  private static Lease lease(WorkerId worker, double score) {
    var sample = Samples.lease("l", worker.value(), NOW.minusSeconds(60));
    return new Lease(
        new LeaseId("l-" + worker.value()),
        worker,
        sample.source(),
        LeaseScore.of(Math.clamp(score, 0.0, 1.0)),
        sample.from(),
        sample.until());
  }

  /// A miner that is offline was silent lately.
  private Map<WorkerId, List<Beat>> beatsOf(Hotkey miner) {
    var until = isOnline(miner) ? NOW : NOW.minus(SILENCE_OF_THE_OFFLINE);
    return beats.entrySet().stream()
        .filter(entry -> entry.getKey().miner().equals(miner))
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().worker(),
                entry ->
                    entry.getValue().stream()
                        .filter(beat -> !beat.at().isAfter(until))
                        .sorted(Comparator.comparing(Beat::at))
                        .toList()));
  }

  boolean isOnline(Hotkey miner) {
    for (JsonNode row : json.path("miners")) {
      if (row.path("hotkey").asText().equals(miner.value())) {
        return row.path("is_online").asBoolean();
      }
    }
    return false;
  }

  int beatCount() {
    return beats.values().stream().mapToInt(List::size).sum();
  }

  private static Map<Key, List<Beat>> beatsIn(JsonNode json) {
    var all = new HashMap<Key, List<Beat>>();
    for (JsonNode range : json.path("heartbeat_ranges")) {
      var list = all.computeIfAbsent(key(range), _ -> new ArrayList<>());
      int skipEvery = range.path("skip_every").asInt(0);
      for (int i = 0; ; i++) {
        double before =
            range.path("from_min_before").asDouble() - i * range.path("step_min").asDouble();
        if (before < range.path("to_min_before").asDouble() - 1e-9) {
          break;
        }
        if (skipEvery == 0 || i % skipEvery != skipEvery - 1) {
          list.add(new Beat(minutesBefore(before), address(range, i)));
        }
      }
    }
    return all;
  }

  private static Label address(JsonNode range, int i) {
    var several = range.path("ips");
    var one = several.isEmpty() ? range.path("ip") : several.path(i % several.size());
    return Label.of(one.asText("").replace("null", ""));
  }

  ChallengeScores challengeScores(ScoringPolicy policy) {
    var ofMembers = new HashMap<>(work);
    ofMembers.keySet().retainAll(members());
    return ChallengeScores.of(ofMembers, policy.participation());
  }

  /// The verified challenges of the last three hours; those on cards that another miner has are
  /// nobody's.
  private static Map<Hotkey, Map<WorkerId, VerifiedWork>> workIn(JsonNode json) {
    var all = new HashMap<Hotkey, Map<WorkerId, VerifiedWork>>();
    for (JsonNode challenge : json.path("challenges")) {
      if (isCounted(json, challenge)) {
        var key = key(challenge);
        double millis =
            challenge.path("computation_time_ms").asDouble()
                / Math.max(1, challenge.path("success_count").asInt(1));
        var time = Duration.ofNanos((long) Math.rint(millis * 1e6));
        all.computeIfAbsent(key.miner(), _ -> new HashMap<>())
            .merge(
                key.worker(),
                new VerifiedWork(1, time),
                (a, b) -> new VerifiedWork(a.successes() + 1, a.time().plus(b.time())));
      }
    }
    return all;
  }

  private static boolean isCounted(JsonNode json, JsonNode challenge) {
    return challenge.path("status").asText("verified").equals("verified")
        && challenge.path("is_success").asBoolean(true)
        && challenge.path("verification_result").asBoolean(true)
        && !challenge.path("deleted").asBoolean()
        && challenge.path("computation_time_ms").isNumber()
        && challenge.path("min_before").asDouble() <= 180
        && Vectors.texts(challenge.path("uuids")).stream()
            .filter(uuid -> !uuid.equals("-1"))
            .allMatch(
                uuid -> ownersOf(json, uuid).equals(List.of(challenge.path("hotkey").asText())));
  }

  private static List<String> ownersOf(JsonNode json, String uuid) {
    var owners = new ArrayList<String>();
    for (JsonNode card : json.path("gpu_inventory")) {
      if (card.path("gpu_uuid").asText().equals(uuid)
          && card.path("last_seen_min_before").asDouble(0) <= 180) {
        owners.add(card.path("hotkey").asText());
      }
    }
    return owners;
  }

  private static Instant minutesBefore(double minutes) {
    return NOW.minusNanos((long) Math.rint(minutes * NANOS_PER_MINUTE));
  }

  private static Key key(JsonNode row) {
    return new Key(
        new Hotkey(row.path("hotkey").asText()), new WorkerId(row.path("worker_id").asText()));
  }
}
