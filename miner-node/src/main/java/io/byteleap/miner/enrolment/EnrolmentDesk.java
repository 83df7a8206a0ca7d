package io.byteleap.miner.enrolment;

import io.byteleap.actor.CauseLog;
import io.byteleap.domain.enrolment.TokenErrand.Patience;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.domain.units.Label;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import io.byteleap.miner.worker.TokenRequest;
import io.byteleap.miner.worker.WorkerConnection;
import io.byteleap.wire.validator.ErrorCode;
import io.byteleap.wire.worker.MinerFrame;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Takes the requests of workers for enrolment tokens and sends a courier out for each; answers
/// itself those that go nowhere. Every request of a worker that stays connected is answered, with a
/// token or a reason.
public final class EnrolmentDesk {
  public sealed interface Command {}

  /// The validators to ask from now on.
  public record Validators(List<Validator> validators) implements Command {
    public Validators {
      validators = List.copyOf(validators);
    }
  }

  public record Asked(TokenRequest request) implements Command {}

  private record Ended(WorkerId worker, long number, Ending ending) implements Command {}

  /// Sent when a courier is gone; news only if it crashed.
  private record Crashed(WorkerId worker, long number) implements Command {}

  /// How long a validator and an errand may take, and how often one worker may ask.
  public record Settings(
      Patience patience,
      Duration deadline,
      AttemptLimit perWorker,
      MeterRegistry meters,
      InstantSource clock,
      RandomGenerator random) {
    private static final Patience PATIENCE =
        new Patience(Duration.ofSeconds(30), Duration.ofSeconds(10));

    /// A worker waits 60 s; what it gets after that, it does not hear.
    private static final Duration DEADLINE = Duration.ofSeconds(55);

    private static final AttemptLimit PER_WORKER = AttemptLimit.of(12, Duration.ofMinutes(1));

    /// As the protocol has it.
    public static Settings usual(
        MeterRegistry meters, InstantSource clock, RandomGenerator random) {
      return new Settings(PATIENCE, DEADLINE, PER_WORKER, meters, clock, random);
    }
  }

  private record State(List<Validator> validators, Errands errands) {
    State with(List<Validator> next) {
      return new State(next, errands);
    }

    State with(Errands next) {
      return new State(validators, next);
    }
  }

  private final ActorContext<Command> context;
  private final Settings settings;
  private final CauseLog notes;

  private EnrolmentDesk(ActorContext<Command> context, Settings settings) {
    this.context = context;
    this.settings = settings;
    this.notes = new CauseLog(context.getLog());
  }

  public static Behavior<Command> create(Settings settings) {
    return Behaviors.setup(
        context ->
            new EnrolmentDesk(context, settings)
                .running(new State(List.of(), Errands.none(settings.perWorker()))));
  }

  private Behavior<Command> running(State state) {
    return Behaviors.receiveMessage(
        command ->
            running(
                switch (command) {
                  case Validators(var validators) -> state.with(validators);
                  case Asked(var request) -> asked(request, state);
                  case Ended(var worker, var number, var ending) ->
                      ended(worker, number, ending, state);
                  case Crashed(var worker, var number) -> crashed(worker, number, state);
                }));
  }

  private State asked(TokenRequest request, State state) {
    return switch (Admission.of(request, state.errands(), settings.clock().instant())) {
      case Admission.Admitted(var errands) -> {
        leaveOlder(request.worker(), state.errands());
        yield sent(request, state.with(errands));
      }
      case Admission.NotAdmitted(var why, var errands) -> {
        count("refused", why.word());
        notes.warn("request for a token refused", request.worker(), Label.of(why.says()));
        refuse(request.connection(), why.code(), why.says());
        yield state.with(errands);
      }
    };
  }

  private static void leaveOlder(WorkerId worker, Errands errands) {
    var older = errands.underWay().get(worker);
    if (older != null) {
      older.courier().tell(new EnrolmentCourier.WorkerLeft());
    }
  }

  private State sent(TokenRequest request, State state) {
    var worker = request.worker();
    long number = state.errands().begun() + 1;
    var self = context.getSelf();
    var courier =
        context.spawnAnonymous(
            EnrolmentCourier.create(
                new EnrolmentCourier.Order(request, state.validators()),
                new EnrolmentCourier.Settings(
                    settings.patience(),
                    settings.deadline(),
                    ending -> self.tell(new Ended(worker, number, ending)),
                    settings.clock(),
                    settings.random())));
    context.watchWith(courier, new Crashed(worker, number));
    var errand = new Errands.Errand(number, request.connection(), courier);
    return state.with(state.errands().with(worker, errand));
  }

  private void log(WorkerId worker, Ending ending) {
    switch (ending) {
      case Ending.Relayed(var from) -> {
        notes.startOver();
        context.getLog().info("enrolment token relayed, worker={}, validator={}", worker, from);
      }
      case Ending.NoneToBeHad(var why) -> notes.warn("no enrolment token", worker, Label.of(why));
      case Ending.WorkerGone() ->
          notes.warn("no enrolment token", worker, Label.of("the worker left before it came"));
      case Ending.CourierCrashed() ->
          notes.warn("no enrolment token", worker, Label.of("the courier crashed"));
    }
  }

  /// An errand that was left for a newer one of its worker is counted, and that is all.
  private State ended(WorkerId worker, long number, Ending ending, State state) {
    count(ending.word(), "none");
    log(worker, ending);
    return state.errands().isUnderWay(worker, number)
        ? state.with(state.errands().without(worker))
        : state;
  }

  private State crashed(WorkerId worker, long number, State state) {
    var errands = state.errands();
    if (!errands.isUnderWay(worker, number)) {
      return state;
    }
    var errand = errands.underWay().get(worker);
    if (errand != null) {
      refuse(errand.connection(), ErrorCode.NETWORK_ERROR.number(), "the miner failed");
    }
    return ended(worker, number, new Ending.CourierCrashed(), state);
  }

  private static void refuse(ActorRef<WorkerConnection.Command> connection, int code, String says) {
    connection.tell(new WorkerConnection.Deliver(new MinerFrame.EnrolTokenRefused(code, says)));
  }

  private void count(String outcome, String cause) {
    Counter.builder("byteleap.enrolments")
        .description("Requests of workers for enrolment tokens, by outcome and cause")
        .tag("outcome", outcome)
        .tag("cause", cause)
        .register(settings.meters())
        .increment();
  }
}
