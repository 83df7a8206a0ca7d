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
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Routers;

/// Judges proofs, each on a thread of its own dispatcher so that nothing else waits for the
/// arithmetic. Whoever asked asks again when a verifier crashed and no verdict came.
public final class Verifier {
  private static final String DISPATCHER = "byteleap.verifier-dispatcher";

  /// Judge this; the verdict goes to `replyTo`.
  public record Verify(ChallengeSpec spec, Answer answer, Proof proof, ActorRef<Judged> replyTo) {}

  public record Judged(ChallengeId challenge, Verdict verdict, Duration took)
      implements CborSerializable {}

  private Verifier() {}

  /// A pool of `size` verifiers.
  public static Behavior<Verify> pool(int size) {
    return Routers.pool(size, Behaviors.supervise(create()).onFailure(SupervisorStrategy.resume()))
        .withRouteeProps(DispatcherSelector.fromConfig(DISPATCHER));
  }

  private static Behavior<Verify> create() {
    return Behaviors.receive(
        (_, verify) -> {
          long begun = System.nanoTime();
          var verdict =
              Verification.judge(
                  verify.spec(),
                  verify.answer().commitments(),
                  verify.answer().targets(),
                  verify.proof());
          var took = Duration.ofNanos(System.nanoTime() - begun);
          verify.replyTo().tell(new Judged(verify.spec().id(), verdict, took));
          return Behaviors.same();
        });
  }
}
