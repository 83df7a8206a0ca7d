package io.byteleap.simulation;

import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.scoring.MinerEvidence;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.scoring.MinerScore;
import io.byteleap.domain.scoring.ScoreBasis;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.session.SealedBox;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.weights.WeightEpoch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The domain as a world calls it. A world runs on [#REAL]; a test that plants a fault answers one
/// of these calls wrongly, and must be caught.
public interface Machines {
  Machines REAL = new Machines() {};

  default MinerLedger.Decision decide(MinerLedger ledger, MinerLedger.Order order, Instant now) {
    return ledger.decide(order, now);
  }

  default MinerLedger evolve(MinerLedger ledger, MinerLedger.Event event) {
    return ledger.evolve(event);
  }

  default Challenge.Decision decide(
      Challenge challenge, Challenge.Order order, Challenge.Watch watch, RandomGenerator random) {
    return challenge.decide(order, watch, random);
  }

  default Optional<SecureSession.Sealing> seal(
      SecureSession session, MessageType type, Bytes plaintext) {
    return session.seal(type, plaintext);
  }

  default SecureSession.Opened open(
      SecureSession session, SealedBox box, MessageType type, Instant now) {
    return session.open(box, type, now);
  }

  default MinerScore score(MinerLedger ledger, ScoreBasis basis, MinerEvidence evidence) {
    return MinerScore.of(ledger, basis, evidence);
  }

  default WeightEpoch.Decision decide(
      WeightEpoch epoch, WeightEpoch.ChainView view, WeightEpoch.Rhythm rhythm, Instant now) {
    return epoch.decide(view, rhythm, now);
  }

  /// When a validator looks at its challenges again that next run out of time at `deadline`.
  default Instant alarm(Instant deadline) {
    return deadline.plus(Duration.ofMillis(1));
  }

  /// What a journal keeps of `events`.
  default <E> List<E> written(List<E> events) {
    return events;
  }
}
