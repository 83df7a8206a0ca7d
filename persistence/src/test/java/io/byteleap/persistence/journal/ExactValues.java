package io.byteleap.persistence.journal;

import io.byteleap.domain.admission.KeySignature;
import io.byteleap.domain.admission.WorkerKey;
import io.byteleap.domain.challenge.AtWork;
import io.byteleap.domain.challenge.Challenge.ChallengeCreated;
import io.byteleap.domain.challenge.Challenge.ChallengeFailed;
import io.byteleap.domain.challenge.Challenge.ChallengeVerified;
import io.byteleap.domain.challenge.Challenge.Event;
import io.byteleap.domain.challenge.Challenge.KeysHandedOut;
import io.byteleap.domain.challenge.Challenge.UnitStepped;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Muster;
import io.byteleap.domain.challenge.MusterId;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.challenge.Verdict.Sound;
import io.byteleap.domain.challenge.Verdict.Unsound;
import io.byteleap.domain.exact.Bell;
import io.byteleap.domain.exact.Envelope;
import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.Extent;
import io.byteleap.domain.exact.RoundTrip;
import io.byteleap.domain.exact.SecretId;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.exact.UnitTerms;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// One event of each kind of a challenge of version 2, and a state in which its units have come
/// differently far.
final class ExactValues {
  static final UnitName UNIT =
      new UnitName(new Hotkey("5Miner"), new WorkerId("w-1"), new UnitId("GPU-1"));
  static final WorkerKey KEY = new WorkerKey("5a".repeat(32));

  private static final Instant T0 = Samples.T0.plusNanos(123_456_000);
  private static final UnitId SECOND = new UnitId("GPU-2");

  private ExactValues() {}

  private static ChallengeSpec spec() {
    return Samples.exactChallenge("c-1", "w-1", "GPU-1", "GPU-2", "GPU-3", "GPU-4");
  }

  static List<Event> events() {
    return List.of(
        new ChallengeCreated(spec(), T0),
        new KeysHandedOut(new AtWork.HandOut(UNIT.hotkey(), new SecretId("s-1"), T0)),
        committed(UNIT.unit()),
        opened(UNIT.unit()),
        settled(UNIT.unit(), new ExactVerdict.Refused(ExactRefusal.PRODUCT_WRONG, 7)),
        new ChallengeVerified(
            Duration.ofMillis(1_250),
            List.of(new Unsound(UNIT.unit(), Failure.PRODUCT_WRONG), new Sound(SECOND)),
            T0),
        new ChallengeFailed(
            Failure.OTHER_KEY, List.of(new Unsound(UNIT.unit(), Failure.OTHER_KEY)), T0));
  }

  /// An event and a state of a challenge at a muster.
  static List<Object> ofMuster() {
    var muster =
        new Muster(new MusterId("m-1"), T0.plusSeconds(10), T0.plusSeconds(70), new Bell.None());
    var created = new ChallengeCreated(Samples.atMuster(spec(), muster), T0);
    var step = new Round.Step(UNIT.worker(), created);
    return List.of(step, Round.NONE.evolve(step));
  }

  /// Two events and a state of a challenge at a muster that has a bell.
  static List<Object> ofBell() {
    var muster =
        new Muster(
            new MusterId("m-1"),
            T0.plusSeconds(10),
            T0.plusSeconds(70),
            new Bell.At(T0.plusSeconds(20)));
    var events =
        List.of(
            new ChallengeCreated(Samples.atMuster(spec(), muster), T0),
            events().get(1),
            committed(UNIT.unit(), new Extent.First(80), new RoundTrip.Unknown()));
    return List.of(
        new Round.Step(UNIT.worker(), events.getFirst()),
        new Round.Step(UNIT.worker(), events.getLast()),
        round(events));
  }

  private static Event committed(UnitId unit) {
    return committed(unit, new RoundTrip.Unknown());
  }

  private static Event committed(UnitId unit, RoundTrip roundTrip) {
    return committed(unit, new Extent.Whole(), roundTrip);
  }

  private static Event committed(UnitId unit, Extent extent, RoundTrip roundTrip) {
    var commitment =
        new ExactCommitment(
            unit, extent, TreeHash.ofHex("ab".repeat(32)), KEY, new KeySignature("cd".repeat(64)));
    return new UnitStepped(
        unit,
        new UnitChallenge.UnitCommitted(
            commitment, List.of(3, 7, 127), roundTrip, T0.plusSeconds(1)));
  }

  private static Event opened(UnitId unit) {
    return new UnitStepped(unit, new UnitChallenge.UnitOpened(T0.plusSeconds(2)));
  }

  private static Event settled(UnitId unit, ExactVerdict verdict) {
    return new UnitStepped(unit, new UnitChallenge.UnitSettled(verdict, T0.plusSeconds(3)));
  }

  /// What has an envelope, and the way to its miner measured.
  static List<Event> timedEvents() {
    var span =
        new Envelope.Span(
            Duration.ofNanos(1_389_765_432), Duration.ofSeconds(29), Envelope.Judged.FASTEST);
    var spec = Samples.exactChallenge("c-1", "w-1", new UnitTerms(3, span), "GPU-1", "GPU-2");
    return List.of(
        new ChallengeCreated(spec, T0),
        events().get(1),
        committed(UNIT.unit(), new RoundTrip.AtMost(Duration.ofMillis(12))));
  }

  /// The second unit has come nowhere.
  static Round timedState() {
    return round(timedEvents());
  }

  private static Round round(List<Event> events) {
    var round = Round.NONE;
    for (Event event : events) {
      round = round.evolve(new Round.Step(UNIT.worker(), event));
    }
    return round;
  }

  /// The first unit was refused, the second is judged, the third is asked, the fourth computes.
  static Round everyState() {
    var third = new UnitId("GPU-3");
    return round(
        List.of(
            events().get(0),
            events().get(1),
            committed(UNIT.unit()),
            opened(UNIT.unit()),
            events().get(4),
            committed(SECOND),
            opened(SECOND),
            committed(third)));
  }
}
