package io.byteleap.worker.compute;

import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.merkle.MerkleTree;
import io.byteleap.domain.units.Label;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.worker.MinerFrame.ProofRequest;
import io.byteleap.wire.worker.WorkerFrame.ProofFailed;
import io.byteleap.wire.worker.WorkerFrame.ProofGiven;
import io.byteleap.wire.worker.WorkerFrame.ProofResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Keeps the trees of results and answers the requests for proofs, each with exactly one response.
/// A result that is not there (any more) is an answer too.
public final class ProofDesk {
  private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);

  public sealed interface Command {}

  record Keep(ProofVault.Key key, MerkleTree tree) implements Command {}

  public record Answer(ProofRequest request, Instant receivedAt, ActorRef<ProofResponse> replyTo)
      implements Command {}

  public record GetStatus(ActorRef<Status> replyTo) implements Command {}

  private record Sweep() implements Command {}

  /// Requests since the start, and results in the vault.
  public record Status(long given, long refused, int resultsKept, long bytesKept) {}

  private record State(ProofVault vault, long given, long refused) {}

  private final ActorContext<Command> context;
  private final ComputeMeters meters;
  private final InstantSource clock;

  private ProofDesk(ActorContext<Command> context, ComputeMeters meters, InstantSource clock) {
    context.setLoggerName(ProofDesk.class);
    this.context = context;
    this.meters = meters;
    this.clock = clock;
  }

  public static Behavior<Command> create(
      ProofVault.Limits limits, ComputeMeters meters, InstantSource clock) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new Sweep(), SWEEP_INTERVAL);
                  return new ProofDesk(context, meters, clock)
                      .running(new State(ProofVault.within(limits), 0, 0));
                }));
  }

  private Behavior<Command> running(State state) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Keep(var key, var tree) ->
                  running(with(state.vault().with(key, tree, clock.instant()), state));
              case Sweep() -> running(with(state.vault().sweptAt(clock.instant()), state));
              case Answer answer -> answer(answer, state);
              case GetStatus(var replyTo) -> {
                replyTo.tell(status(state));
                yield Behaviors.same();
              }
            });
  }

  private Behavior<Command> answer(Answer answer, State state) {
    return switch (opened(answer.request(), state.vault())) {
      case Decoded.Read<Proof>(var proof) -> {
        meters.proofGiven();
        answer.replyTo().tell(given(answer, proof));
        yield running(new State(state.vault(), state.given() + 1, state.refused()));
      }
      case Decoded.Refused<Proof>(var why) -> {
        meters.proofRefused();
        context.getLog().warn("proof request refused, why={}", why);
        answer
            .replyTo()
            .tell(new ProofResponse(answer.request().messageId(), new ProofFailed(why)));
        yield running(new State(state.vault(), state.given(), state.refused() + 1));
      }
    };
  }

  private Decoded<Proof> opened(ProofRequest request, ProofVault vault) {
    return Decoded.of(() -> key(request))
        .then(key -> found(key, vault))
        .then(tree -> Openings.of(tree, request.targets()));
  }

  private static ProofVault.Key key(ProofRequest request) {
    return new ProofVault.Key(
        new Hotkey(request.validatorHotkey()), new ChallengeId(request.challengeId()));
  }

  private Decoded<MerkleTree> found(ProofVault.Key key, ProofVault vault) {
    return vault
        .find(key, clock.instant())
        .<Decoded<MerkleTree>>map(Decoded.Read::new)
        .orElseGet(
            () ->
                new Decoded.Refused<>(
                    Label.of("no result of challenge " + key.challenge() + " is kept")));
  }

  private ProofResponse given(Answer answer, Proof proof) {
    var times =
        new TreeMap<>(
            Map.of(
                "worker_proof_request_received_ts", answer.receivedAt().toEpochMilli(),
                "worker_proof_completed_ts", clock.millis()));
    return new ProofResponse(answer.request().messageId(), new ProofGiven(proof, times));
  }

  private static State with(ProofVault vault, State state) {
    return new State(vault, state.given(), state.refused());
  }

  private static Status status(State state) {
    return new Status(state.given(), state.refused(), state.vault().count(), state.vault().bytes());
  }
}
