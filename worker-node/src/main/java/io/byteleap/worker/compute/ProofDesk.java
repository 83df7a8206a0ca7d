package io.byteleap.worker.compute;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.UnitProof;
import io.byteleap.domain.exact.ExactProduct;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Numbers;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.exact.OpeningFrame;
import io.byteleap.wire.exact.UnitOpening;
import io.byteleap.wire.worker.MinerFrame.ProofRequest;
import io.byteleap.wire.worker.MinerFrame.RowsRequest;
import io.byteleap.wire.worker.WorkerFrame.ProofFailed;
import io.byteleap.wire.worker.WorkerFrame.ProofGiven;
import io.byteleap.wire.worker.WorkerFrame.ProofResponse;
import io.byteleap.wire.worker.WorkerFrame.RowsGiven;
import io.byteleap.worker.compute.Openings.Opening;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Keeps the products of tasks and answers the requests for proofs, each with exactly one response.
/// A product that is not there (any more) is an answer too. Values of GPUs come from their server,
/// and rows of exact products are computed again, in their own time: the desk does not wait for
/// them, and has few such requests at once.
public final class ProofDesk {
  private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);
  private static final int PENDING_MAX = 4;
  private static final int OPENERS = 4;

  public sealed interface Command {}

  record Keep(ProofVault.Key key, TaskProduct product) implements Command {}

  public record Answer(ProofRequest request, Instant receivedAt, ActorRef<ProofResponse> replyTo)
      implements Command {}

  record KeepUnit(ProofVault.Key key, ExactTask task, ExactProduct product) implements Command {}

  /// Opens rows of one unit's exact product; after that it is not kept any more.
  public record AnswerRows(RowsRequest request, Instant receivedAt, ActorRef<ProofResponse> replyTo)
      implements Command {}

  public record GetStatus(ActorRef<Status> replyTo) implements Command {}

  private record Proved(Answer answer, Decoded<Proof> proof) implements Command {}

  private record RowsOpened(AnswerRows answer, RowsShelf.Key key, Decoded<Bytes> frame)
      implements Command {}

  private record Sweep() implements Command {}

  /// Requests since the start, and results in the vault.
  public record Status(long given, long refused, int resultsKept, long bytesKept) {}

  /// What the desk works with; on `openers` rows are computed again, which may take seconds.
  public record Tools(
      ValueSource values, ExecutorService openers, ComputeMeters meters, InstantSource clock) {}

  /// Threads for openings: a few, since each keeps a processor core or a GPU busy.
  public static ExecutorService openers() {
    return Executors.newFixedThreadPool(
        OPENERS, Thread.ofPlatform().name("exact-rows-", 0).daemon().factory());
  }

  private record State(ProofVault vault, int pending, long given, long refused) {
    State with(ProofVault next) {
      return new State(next, pending, given, refused);
    }

    State pendingMore(int more) {
      return new State(vault, pending + more, given, refused);
    }

    State givenOne() {
      return new State(vault, pending, given + 1, refused);
    }

    State refusedOne() {
      return new State(vault, pending, given, refused + 1);
    }
  }

  private final ActorContext<Command> context;
  private final Tools tools;
  private final RowsShelf shelf;
  private final AtomicBoolean stopped = new AtomicBoolean();

  private ProofDesk(ActorContext<Command> context, Tools tools) {
    context.setLoggerName(ProofDesk.class);
    this.context = context;
    this.tools = tools;
    this.shelf = new RowsShelf(RowsShelf.usual());
  }

  public static Behavior<Command> create(ProofVault.Limits limits, Tools tools) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new Sweep(), SWEEP_INTERVAL);
                  return new ProofDesk(context, tools)
                      .running(new State(ProofVault.within(limits), 0, 0, 0));
                }));
  }

  private Behavior<Command> running(State state) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, command -> next(command, state))
        .onSignal(PostStop.class, _ -> stopped())
        .onSignal(PreRestart.class, _ -> stopped())
        .build();
  }

  private Behavior<Command> stopped() {
    stopped.set(true);
    shelf.close();
    return Behaviors.same();
  }

  private Behavior<Command> next(Command command, State state) {
    return switch (command) {
      case Keep(var key, var product) ->
          running(changed(state, state.vault().with(key, product, now())));
      case KeepUnit(var key, var task, var product) -> {
        shelf.keep(key, task, product, now());
        yield Behaviors.same();
      }
      case Sweep() -> {
        shelf.sweep(now());
        yield running(changed(state, state.vault().sweptAt(now())));
      }
      case AnswerRows answer -> running(answer(answer, state));
      case RowsOpened(var answer, var key, var frame) -> {
        shelf.opened(key);
        yield running(answered(answer, frame, state));
      }
      case Answer answer -> running(answer(answer, state));
      case Proved(var answer, var proof) -> running(answered(answer, proof, state.pendingMore(-1)));
      case GetStatus(var replyTo) -> {
        replyTo.tell(status(state));
        yield Behaviors.same();
      }
    };
  }

  private State answer(AnswerRows answer, State state) {
    var request = answer.request();
    var taken =
        Decoded.of(() -> key(request.validatorHotkey(), request.challengeId()))
            .then(key -> shelf.take(key, request.rows(), now()));
    return switch (taken) {
      case Decoded.Read<RowsShelf.Opening>(var opening) -> {
        context.pipeToSelf(
            frame(opening),
            (frame, failure) ->
                new RowsOpened(
                    answer,
                    opening.key(),
                    failure == null ? new Decoded.Read<>(frame) : refused(failure)));
        yield state;
      }
      case Decoded.Refused<RowsShelf.Opening>(var why) ->
          answered(answer, new Decoded.Refused<>(why), state);
    };
  }

  private CompletionStage<Bytes> frame(RowsShelf.Opening opening) {
    try {
      return CompletableFuture.supplyAsync(
          () -> {
            var request = opening.request();
            return OpeningFrame.encode(request, opening.product().open(request.rows(), this::goOn));
          },
          tools.openers());
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void goOn() {
    if (stopped.get()) {
      throw new CancellationException("the worker stops");
    }
  }

  private State answered(AnswerRows answer, Decoded<Bytes> frame, State state) {
    var request = answer.request();
    return switch (frame) {
      case Decoded.Read<Bytes>(var bytes) -> {
        tools.meters().proofGiven();
        var opening = new UnitOpening.Opened(request.rows().unit(), bytes);
        answer
            .replyTo()
            .tell(
                new ProofResponse(
                    request.messageId(), new RowsGiven(opening, times(answer.receivedAt()))));
        yield state.givenOne();
      }
      case Decoded.Refused<Bytes>(var why) ->
          refused(request.messageId(), why, answer.replyTo(), state);
    };
  }

  private State refused(String messageId, Label why, ActorRef<ProofResponse> replyTo, State state) {
    tools.meters().proofRefused();
    context.getLog().warn("proof request refused, why={}", why);
    replyTo.tell(new ProofResponse(messageId, new ProofFailed(why)));
    return state.refusedOne();
  }

  private Instant now() {
    return tools.clock().instant();
  }

  /// What leaves the vault need not be held by its GPU either.
  private State changed(State state, ProofVault next) {
    state.vault().missingIn(next).stream()
        .flatMap(product -> product.units().stream())
        .filter(unit -> !unit.unit().equals(UnitId.CPU))
        .forEach(tools.values()::release);
    return state.with(next);
  }

  private State answer(Answer answer, State state) {
    return switch (opened(answer.request(), state.vault())) {
      case Decoded.Read<List<Opening>>(var openings)
          when openings.stream().noneMatch(Opening::needsValues) -> {
        var units = openings.stream().map(opening -> opening.with(Numbers.NONE)).toList();
        yield answered(answer, new Decoded.Read<>(new Proof(units)), state);
      }
      case Decoded.Read<List<Opening>>(var openings) when state.pending() < PENDING_MAX -> {
        context.pipeToSelf(
            proof(openings),
            (proof, failure) -> new Proved(answer, failure == null ? proof : refused(failure)));
        yield state.pendingMore(1);
      }
      case Decoded.Read<List<Opening>> _ ->
          answered(
              answer,
              new Decoded.Refused<>(
                  Label.of(PENDING_MAX + " requests for values of GPUs are being answered")),
              state);
      case Decoded.Refused<List<Opening>>(var why) ->
          answered(answer, new Decoded.Refused<>(why), state);
    };
  }

  /// One unit after the other, since they share one server.
  private CompletionStage<Decoded<Proof>> proof(List<Opening> openings) {
    CompletionStage<List<Decoded<UnitProof>>> units =
        CompletableFuture.completedFuture(new ArrayList<>());
    for (var opening : openings) {
      units =
          units.thenCompose(
              before ->
                  unitProof(opening)
                      .thenApply(
                          proof -> {
                            before.add(proof);
                            return before;
                          }));
    }
    return units.thenApply(ProofDesk::proofOf);
  }

  private CompletionStage<Decoded<UnitProof>> unitProof(Opening opening) {
    return tools
        .values()
        .values(opening.unit(), opening.targets())
        .handle(
            (values, failure) -> {
              if (failure != null) {
                return refused(failure);
              }
              tools.values().release(opening.unit());
              return Decoded.of(() -> opening.with(values));
            });
  }

  /// Units that cannot be opened are left out; it is a failure when none can.
  private static Decoded<Proof> proofOf(List<Decoded<UnitProof>> units) {
    List<UnitProof> proofs = new ArrayList<>();
    Label why = Label.NONE;
    for (var unit : units) {
      switch (unit) {
        case Decoded.Read<UnitProof>(var proof) -> proofs.add(proof);
        case Decoded.Refused<UnitProof>(var reason) -> why = reason;
      }
    }
    return proofs.isEmpty() ? new Decoded.Refused<>(why) : new Decoded.Read<>(new Proof(proofs));
  }

  private static <T> Decoded<T> refused(Throwable failure) {
    return new Decoded.Refused<>(Label.of(FailureCause.text(failure)));
  }

  private State answered(Answer answer, Decoded<Proof> proof, State state) {
    return switch (proof) {
      case Decoded.Read<Proof>(var given) -> {
        tools.meters().proofGiven();
        answer.replyTo().tell(given(answer, given));
        yield state.givenOne();
      }
      case Decoded.Refused<Proof>(var why) ->
          refused(answer.request().messageId(), why, answer.replyTo(), state);
    };
  }

  private Decoded<List<Opening>> opened(ProofRequest request, ProofVault vault) {
    return Decoded.of(() -> key(request.validatorHotkey(), request.challengeId()))
        .then(key -> found(key, vault))
        .then(product -> Openings.of(product, request.targets()));
  }

  private static ProofVault.Key key(String validator, String challenge) {
    return new ProofVault.Key(new Hotkey(validator), new ChallengeId(challenge));
  }

  private Decoded<TaskProduct> found(ProofVault.Key key, ProofVault vault) {
    return vault
        .find(key, now())
        .<Decoded<TaskProduct>>map(Decoded.Read::new)
        .orElseGet(
            () ->
                new Decoded.Refused<>(
                    Label.of("no result of challenge " + key.challenge() + " is kept")));
  }

  private ProofResponse given(Answer answer, Proof proof) {
    return new ProofResponse(
        answer.request().messageId(), new ProofGiven(proof, times(answer.receivedAt())));
  }

  private SortedMap<String, Long> times(Instant receivedAt) {
    return new TreeMap<>(
        Map.of(
            "worker_proof_request_received_ts", receivedAt.toEpochMilli(),
            "worker_proof_completed_ts", tools.clock().millis()));
  }

  private Status status(State state) {
    return new Status(
        state.given(),
        state.refused(),
        state.vault().count() + shelf.count(),
        state.vault().bytes() + shelf.bytes());
  }
}
