package io.byteleap.validator.challenge;

import io.byteleap.actor.CborSerializable;
import io.byteleap.domain.challenge.Challenge.Answer;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.Verdict;
import io.byteleap.domain.challenge.Verification;
import io.byteleap.domain.identity.ChallengeId;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Routers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Judges proofs, each on a thread of its own dispatcher so that nothing else waits for the
/// arithmetic.
public final class Verifier {
  private static final Logger LOG = LoggerFactory.getLogger(Verifier.class);

  /// Whose threads are for verification only.
  public static final String DISPATCHER = "byteleap.verifier-dispatcher";

  /// Judge this; the outcome goes to `replyTo`.
  public record Verify(ChallengeSpec spec, Answer answer, Proof proof, ActorRef<Outcome> replyTo) {}

  public sealed interface Outcome extends CborSerializable {
    ChallengeId challenge();
  }

  public record Judged(ChallengeId challenge, Verdict verdict, Duration took) implements Outcome {}

  /// The judgement broke down: a mistake of ours, which would happen again.
  public record Unjudged(ChallengeId challenge) implements Outcome {}

  private Verifier() {}

  /// A pool of `size` verifiers.
  public static Behavior<Verify> pool(int size) {
    return Routers.pool(size, create()).withRouteeProps(DispatcherSelector.fromConfig(DISPATCHER));
  }

  private static Behavior<Verify> create() {
    return Behaviors.receive(
        (_, verify) -> {
          verify.replyTo().tell(outcome(verify));
          return Behaviors.same();
        });
  }

  /// Whoever waits for a verdict must hear that there will be none: so a mistake of ours is caught
  /// here, where somebody else's evidence meets our arithmetic.
  private static Outcome outcome(Verify verify) {
    var challenge = verify.spec().id();
    long begun = System.nanoTime();
    try {
      var verdict =
          Verification.judge(
              verify.spec(),
              verify.answer().commitments(),
              verify.answer().targets(),
              verify.proof());
      return new Judged(challenge, verdict, Duration.ofNanos(System.nanoTime() - begun));
    } catch (RuntimeException e) {
      LOG.error("proof cannot be judged, challenge={}", challenge, e);
      return new Unjudged(challenge);
    }
  }
}
