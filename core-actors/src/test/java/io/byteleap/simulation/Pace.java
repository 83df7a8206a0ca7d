package io.byteleap.simulation;

import io.byteleap.domain.challenge.ChallengeSpec.Patience;
import java.time.Duration;

/// How often each node does what it does by itself. The usual values are those of the nodes'
/// sample configurations.
public record Pace(Peers peers, Challenges challenges, Scores scores, Leases leases) {
  /// A miner reports its workers each `pulse`, and asks for challenges each `poll`; workers ask for
  /// a token for the gateway each `enrolment`.
  public record Peers(Duration pulse, Duration poll, Duration enrolment) {}

  /// A validator challenges each `interval`, and waits so long for the answers.
  public record Challenges(Duration interval, Patience patience) {
    static Challenges each(Duration interval) {
      return new Challenges(
          interval,
          new Patience(
              interval.multipliedBy(2),
              Duration.ofSeconds(60),
              Duration.ofMinutes(2),
              Duration.ofHours(1)));
    }
  }

  /// A validator scores each `round`, looks at the chain each `look`, and sets weights each `tempo`
  /// blocks; a bucket counts when it served for `servingMin` in it.
  public record Scores(Duration round, Duration look, int tempo, Duration servingMin) {}

  /// The hub says each `publication` which workers are rented; what is not said again within `life`
  /// is over. A worker is rented for `rentalMean` on the average and then idle for `idleMean`.
  public record Leases(
      Duration publication, Duration life, Duration rentalMean, Duration idleMean) {}

  /// The pace of the nodes' sample configurations.
  public static final Pace USUAL =
      new Pace(
          new Peers(Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofHours(24)),
          Challenges.each(Duration.ofSeconds(240)),
          new Scores(Duration.ofSeconds(420), Duration.ofSeconds(30), 105, Duration.ofMinutes(2)),
          new Leases(
              Duration.ofHours(6),
              Duration.ofHours(18),
              Duration.ofHours(40),
              Duration.ofHours(12)));

  /// The pace of a small world, in which much happens within an hour.
  public static final Pace BRISK =
      new Pace(
          new Peers(Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofMinutes(20)),
          Challenges.each(Duration.ofSeconds(240)),
          new Scores(Duration.ofSeconds(420), Duration.ofSeconds(30), 20, Duration.ofMinutes(2)),
          new Leases(
              Duration.ofMinutes(5),
              Duration.ofMinutes(15),
              Duration.ofMinutes(30),
              Duration.ofMinutes(20)));

  /// The pace with `times` as few challenges. Miners ask for them less often, four times an
  /// interval at least.
  public Pace withChallengesEach(Duration interval) {
    var poll = interval.dividedBy(8);
    return new Pace(
        new Peers(
            peers.pulse(),
            poll.compareTo(peers.poll()) > 0 ? poll : peers.poll(),
            peers.enrolment()),
        Challenges.each(interval),
        scores,
        leases);
  }

  public Pace with(Scores other) {
    return new Pace(peers, challenges, other, leases);
  }
}
