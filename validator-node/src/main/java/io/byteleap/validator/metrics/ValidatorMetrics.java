package io.byteleap.validator.metrics;

import io.byteleap.domain.challenge.Challenge.ChallengeCreated;
import io.byteleap.domain.challenge.Challenge.ChallengeFailed;
import io.byteleap.domain.challenge.Challenge.ChallengeSent;
import io.byteleap.domain.challenge.Challenge.ChallengeVerified;
import io.byteleap.domain.challenge.Challenge.Event;
import io.byteleap.domain.challenge.Challenge.KeysHandedOut;
import io.byteleap.domain.challenge.Challenge.ProofReceived;
import io.byteleap.domain.challenge.Challenge.RootCommitted;
import io.byteleap.domain.challenge.Challenge.UnitStepped;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.presence.LivePresence;
import io.byteleap.domain.session.HandshakeProof;
import io.byteleap.wire.validator.SynapseType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/// The validator's own counters, gauges and timers: written by its actors, read by operators.
public final class ValidatorMetrics {
  /// What became of a miner's request.
  public enum RequestOutcome {
    /// Read and answered, be it with a refusal inside the session.
    ANSWERED,
    /// A handshake that is not in order, or one too many.
    REFUSED,
    /// Not in the form that the protocol asks for.
    MALFORMED,
    /// The session is unknown here, over, or cannot open the box.
    NO_SESSION,
    RATE_LIMITED,
    /// Not carried out, by our own fault.
    FAILED
  }

  /// What became of a submission of weights.
  public enum SubmissionOutcome {
    INCLUDED,
    REFUSED,
    TOO_EARLY,
    UNREACHABLE
  }

  /// Between these the times of answers are told apart.
  private static final Duration[] ANSWER_TIMES =
      IntStream.of(5, 10, 25, 50, 100, 250, 1_000, 5_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final InstantSource clock;
  private final Tally sessions = new Tally();
  private final Tally challengesOpen = new Tally();
  private final Map<Hotkey, LivePresence> presence = new ConcurrentHashMap<>();
  private final Map<Hotkey, HandshakeProof> handshakes = new ConcurrentHashMap<>();
  private final Counter handshakesRefused;
  private final Counter heartbeats;
  private final Counter challengesIssued;
  private final Timer scoreRounds;
  private final Timer verification;
  private final Timer openings;
  private final Counter openingsTurnedAway;
  private final AtomicInteger unitsKnown = new AtomicInteger();
  private final AtomicInteger unitsDisputed = new AtomicInteger();
  private final AtomicLong weightsAge = new AtomicLong();
  private final AtomicBoolean weightsOverdue = new AtomicBoolean();

  private ValidatorMetrics(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
    this.handshakesRefused =
        counter("byteleap.handshakes.refused", "Handshakes that were refused to miners");
    this.heartbeats = counter("byteleap.heartbeats", "Heartbeats of miners that were taken");
    this.challengesIssued = counter("byteleap.challenges.issued", "Challenges that were issued");
    this.scoreRounds =
        Timer.builder("byteleap.score.round")
            .description("Time from the question for all scores until the round was stored")
            .register(registry);
    this.openingsTurnedAway =
        counter(
            "byteleap.openings.turned.away",
            "Openings of challenges of version 2 that found the line for verification full");
    this.openings =
        Timer.builder("byteleap.verification.exact")
            .description("Time that the judgement of one unit's opening of version 2 took")
            .register(registry);
    this.verification =
        Timer.builder("byteleap.verification")
            .description("Time that the judgement of a proof took")
            .register(registry);
  }

  public static ValidatorMetrics in(MeterRegistry registry, InstantSource clock) {
    var metrics = new ValidatorMetrics(registry, clock);
    metrics.gauge("byteleap.workers.online", "Workers heard lately", metrics::workersOnline);
    metrics.gauge("byteleap.sessions", "Sessions with miners", metrics::sessions);
    metrics.gauge("byteleap.challenges.open", "Challenges without end", metrics::challengesOpen);
    metrics.gauge("byteleap.units.known", "Units whose key is known", metrics.unitsKnown::get);
    metrics.gauge(
        "byteleap.units.disputed",
        "Devices that more than one unit claims to be",
        metrics.unitsDisputed::get);
    Gauge.builder("byteleap.weights.age.blocks", metrics.weightsAge::get)
        .description("Blocks since our weights were set on the chain")
        .register(registry);
    metrics.gauge(
        "byteleap.weights.overdue",
        "1 when our weights were not set for more than a tempo and a half",
        () -> metrics.weightsOverdue.get() ? 1 : 0);
    return metrics;
  }

  /// How many read the stream of events now.
  public void followers(IntSupplier count) {
    gauge("byteleap.api.followers", "Readers of the stream of events", count::getAsInt);
  }

  @FunctionalInterface
  private interface Figure {
    int now();
  }

  private void gauge(String name, String description, Figure figure) {
    Gauge.builder(name, figure::now).description(description).register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  public void request(SynapseType type, RequestOutcome outcome) {
    Counter.builder("byteleap.requests")
        .description("Requests of miners, by kind and outcome")
        .tag("type", word(type))
        .tag("outcome", word(outcome))
        .register(registry)
        .increment();
  }

  /// An answer left so long after its request began to come.
  public void answered(SynapseType type, Duration took) {
    Timer.builder("byteleap.request")
        .description("Time from a request's first byte until its answer left, by kind")
        .tag("type", word(type))
        .serviceLevelObjectives(ANSWER_TIMES)
        .register(registry)
        .record(took);
  }

  /// A request did not get past the door, for the reason that the HTTP status gives.
  public void turnedAway(int status) {
    Counter.builder("byteleap.requests.turned.away")
        .description("Requests that were answered at the door, by HTTP status")
        .tag("status", Integer.toString(status))
        .register(registry)
        .increment();
  }

  public void handshakeRefused() {
    handshakesRefused.increment();
  }

  /// A session was opened with this miner, which signed the handshake or did not.
  public void handshake(Hotkey miner, HandshakeProof proof) {
    handshakes.put(miner, proof);
    Counter.builder("byteleap.handshakes")
        .description("Handshakes with miners, by whether the miner signed them")
        .tag("proof", word(proof))
        .register(registry)
        .increment();
  }

  /// Each miner's last handshake, of those that had one since the node started.
  public Map<Hotkey, HandshakeProof> handshakes() {
    return Map.copyOf(handshakes);
  }

  /// Forgets those who are no `members` any more.
  public void keepHandshakesOf(Set<Hotkey> members) {
    handshakes.keySet().retainAll(members);
  }

  /// `open` sessions of this miner there are now.
  public void sessions(Hotkey miner, int open) {
    sessions.set(miner, open);
  }

  public void heartbeat(Hotkey miner, LivePresence heard) {
    heartbeats.increment();
    presence.put(miner, heard);
  }

  public void challengesIssued(int count) {
    challengesIssued.increment(count);
  }

  /// Counts what ends a challenge; other events are none.
  public void challengeEnded(Event event) {
    switch (event) {
      case ChallengeVerified _ -> challengeEnded("verified");
      case ChallengeFailed(var why, _, _) -> challengeEnded(word(why));
      case ChallengeCreated _,
          ChallengeSent _,
          RootCommitted _,
          ProofReceived _,
          KeysHandedOut _,
          UnitStepped _ -> {}
    }
  }

  /// A unit's part in a challenge of version 2 came to this end.
  public void unitSettled(ExactVerdict verdict) {
    String word =
        switch (verdict) {
          case ExactVerdict.Sound() -> "sound";
          case ExactVerdict.Refused(var why, _) -> why.code();
        };
    Counter.builder("byteleap.units.judged")
        .description("Units that came to a verdict in challenges of version 2, by verdict")
        .tag("verdict", word)
        .register(registry)
        .increment();
  }

  /// An opening of version 2 came while the line for verification was full.
  public void openingTurnedAway() {
    openingsTurnedAway.increment();
  }

  /// The judgement of one opening of version 2 took so long.
  public void openingJudged(Duration took) {
    openings.record(took);
  }

  /// `known` units have a key; as many devices are claimed by more than one of them.
  public void units(int known, int disputed) {
    unitsKnown.set(known);
    unitsDisputed.set(disputed);
  }

  private void challengeEnded(String outcome) {
    Counter.builder("byteleap.challenges.ended")
        .description("Challenges that came to an end, by outcome")
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }

  /// `open` challenges of this miner there are now.
  public void challengesOpen(Hotkey miner, int open) {
    challengesOpen.set(miner, open);
  }

  public void proofJudged(Duration took) {
    verification.record(took);
  }

  public void roundScored(Duration took) {
    scoreRounds.record(took);
  }

  public void submission(SubmissionOutcome outcome) {
    Counter.builder("byteleap.submissions")
        .description("Submissions of weights to the chain, by outcome")
        .tag("outcome", word(outcome))
        .register(registry)
        .increment();
  }

  /// Our weights were set so many blocks ago.
  public void weightsAge(long blocks, boolean overdue) {
    weightsAge.set(blocks);
    weightsOverdue.set(overdue);
  }

  public int sessions() {
    return sessions.sum();
  }

  public int challengesOpen() {
    return challengesOpen.sum();
  }

  private int workersOnline() {
    var now = clock.instant();
    return presence.values().stream().mapToInt(heard -> heard.onlineCount(now)).sum();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
