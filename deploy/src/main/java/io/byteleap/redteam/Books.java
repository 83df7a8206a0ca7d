package io.byteleap.redteam;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.lease.LeaseTerms;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.presence.HeartbeatReport;
import io.byteleap.domain.scoring.MinerEvidence;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.scoring.MinerScore;
import io.byteleap.domain.scoring.ScoreBasis;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Score;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.SystemInfo;
import io.byteleap.wire.validator.HeartbeatData;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.validator.PayloadCodec;
import io.byteleap.wire.validator.SynapseType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What a validator keeps of one miner and pays it for, in simulated time: heartbeats as they
/// travel, leases, scores; bucket after bucket of five minutes. Every decision is the domain's own.
final class Books {
  static final Duration BUCKET = Bucket.LENGTH;

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration INTO_BUCKET = Duration.ofSeconds(1);
  private static final Hotkey MINER =
      new Hotkey("5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty");
  private static final String RENTER = "redteam";

  private final ScoringPolicy policy;
  private MinerLedger ledger = MinerLedger.EMPTY;
  private BucketWindow served;
  private Instant now = START.plus(INTO_BUCKET);
  private int leases;

  private Books(ScoringPolicy policy, BucketWindow served) {
    this.policy = policy;
    this.served = served;
  }

  /// Of a validator that has just begun to serve.
  static Books begunWith(ScoringPolicy policy) {
    return new Books(policy, BucketWindow.EMPTY.with(Bucket.at(START)));
  }

  /// Of a validator that has served for as long as it looks back.
  static Books longKept(ScoringPolicy policy) {
    long last = Bucket.at(START).index();
    return new Books(
        policy,
        BucketWindow.of(
            IntStream.range(0, BucketWindow.LENGTH)
                .mapToObj(back -> new Bucket(last - back))
                .toList()));
  }

  static WorkerId worker(int number) {
    return new WorkerId("w-%03d".formatted(number));
  }

  Instant now() {
    return now;
  }

  /// The next five minutes begin; the validator serves on.
  void nextBucket() {
    now = now.plus(BUCKET);
    served = served.with(Bucket.at(now));
  }

  /// A heartbeat of workers `from` to `until - 1`, said to be of `stamped`, over the wire's own
  /// forms. Returns how many were refused.
  int heartbeat(int from, int until, Instant stamped) {
    var workers =
        IntStream.range(from, until).mapToObj(number -> info(worker(number), stamped)).toList();
    var said =
        PayloadCodec.encode(
            new Payload.Heartbeat(
                new HeartbeatData(MINER.value(), stamped, workers, SystemInfo.UNKNOWN)));
    var report = read(PayloadCodec.decode(SynapseType.HEARTBEAT, said, now));
    return take(new MinerLedger.Report(report))
            instanceof MinerLedger.HeartbeatTaken(_, int refused)
        ? refused
        : 0;
  }

  private static HeartbeatData.WorkerInfo info(WorkerId worker, Instant stamped) {
    return new HeartbeatData.WorkerInfo(
        worker.value(),
        worker.value(),
        "0",
        List.of(),
        HeartbeatData.Status.ONLINE,
        SystemInfo.UNKNOWN,
        stamped,
        stamped);
  }

  private static HeartbeatReport read(Decoded<Payload> decoded) {
    if (decoded instanceof Decoded.Read<Payload>(Payload.Heartbeat(var data))) {
      return data.toReport();
    }
    throw new IllegalStateException("BUG: a heartbeat that cannot be read: " + decoded);
  }

  /// Somebody rents the worker at the full price for `length` from now on; false when the ledger
  /// refuses.
  boolean rent(int number, Duration length) {
    leases++;
    var terms =
        new LeaseTerms(
            new LeaseId("lease-" + leases),
            worker(number),
            Label.of(RENTER),
            new LeaseScore(LeaseScore.WHOLE),
            new LeaseTerms.AtOnce(),
            now.plus(length));
    return take(new MinerLedger.OpenLease(terms)) instanceof MinerLedger.LeaseBegun;
  }

  private Object take(MinerLedger.Order order) {
    return switch (ledger.decide(order, now)) {
      case MinerLedger.Accept(var events, var reply) -> {
        for (var event : events) {
          ledger = ledger.evolve(event);
        }
        yield reply;
      }
      case MinerLedger.Refuse refused -> refused;
    };
  }

  /// The miner's score now, in whole workers.
  double score() {
    return score(MinerEvidence.NONE);
  }

  /// The same when the addresses of workers changed so often.
  double score(Map<WorkerId, Integer> addressChanges) {
    return score(new MinerEvidence(MinerEvidence.NONE.challenges(), addressChanges));
  }

  private double score(MinerEvidence evidence) {
    Score total = MinerScore.of(ledger, new ScoreBasis(policy, served, now), evidence).total();
    return total.toDouble();
  }
}
