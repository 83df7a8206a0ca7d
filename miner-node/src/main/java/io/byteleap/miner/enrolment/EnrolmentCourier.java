package io.byteleap.miner.enrolment;

import io.byteleap.domain.enrolment.TokenErrand;
import io.byteleap.domain.enrolment.TokenErrand.Input;
import io.byteleap.domain.enrolment.TokenErrand.Over;
import io.byteleap.domain.enrolment.TokenErrand.Patience;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.units.Label;
import io.byteleap.miner.validator.CallResult;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import io.byteleap.miner.worker.TokenRequest;
import io.byteleap.miner.worker.WorkerConnection;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.ErrorCode;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.worker.MinerFrame;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// Fetches one token for one worker, as [TokenErrand] has it, from the validators in an order of
/// chance. Ends at its deadline at the latest, and at once when the worker's connection does. A
/// token that comes is put on that connection in the same moment: the courier never has one.
final class EnrolmentCourier {
  sealed interface Command {}

  /// What came of one question.
  private record ValidatorSaid(CallResult result) implements Command {}

  private record TryAgain() implements Command {}

  /// Nobody waits for the token any more.
  record WorkerLeft() implements Command {}

  private record DeadlinePassed() implements Command {}

  /// For whom the token is, and who may have one.
  record Order(TokenRequest request, List<Validator> validators) {
    Order {
      validators = List.copyOf(validators);
    }
  }

  /// `deadline` is how long the errand may take in all; `ended` hears how it went, once.
  record Settings(
      Patience patience,
      Duration deadline,
      Consumer<Ending> ended,
      InstantSource clock,
      RandomGenerator random) {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final TokenRequest request;
  private final Map<Hotkey, Validator> validators;
  private final Settings settings;

  private EnrolmentCourier(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Order order,
      Settings settings) {
    this.context = context;
    this.timers = timers;
    this.request = order.request();
    this.validators =
        order.validators().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    validator -> validator.target().hotkey(), Function.identity()));
    this.settings = settings;
  }

  static Behavior<Command> create(Order order, Settings settings) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new EnrolmentCourier(context, timers, order, settings).setOut(order)));
  }

  private Behavior<Command> setOut(Order order) {
    context.watchWith(request.connection(), new WorkerLeft());
    timers.startSingleTimer(new DeadlinePassed(), settings.deadline());
    var hotkeys =
        new ArrayList<>(
            order.validators().stream().map(validator -> validator.target().hotkey()).toList());
    Collections.shuffle(hotkeys, settings.random());
    return after(TokenErrand.begin(hotkeys, settings.patience(), settings.clock().instant()));
  }

  private Behavior<Command> running(TokenErrand errand) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case ValidatorSaid(var result) -> validatorSaid(result, errand);
              case TryAgain() -> step(new TokenErrand.Rested(), errand);
              case WorkerLeft() -> step(new TokenErrand.WorkerLeft(), errand);
              case DeadlinePassed() -> step(new TokenErrand.DeadlinePassed(), errand);
            });
  }

  private Behavior<Command> validatorSaid(CallResult result, TokenErrand errand) {
    return switch (result) {
      case CallResult.Answered(Answer.EnrolTokenGiven(var workerId, var grant))
          when isOurs(workerId) ->
          given(grant, errand);
      case CallResult.Answered(Answer.EnrolTokenPending(var workerId, var seconds))
          when isOurs(workerId) ->
          step(new TokenErrand.NotYet(Duration.ofSeconds(seconds)), errand);
      case CallResult.Answered(Answer.EnrolTokenDenied(_, var code, var why)) ->
          declined(why + " (" + code + ")", errand);
      case CallResult.Answered _ -> declined("answer to another question", errand);
      case CallResult.Refused(var code, var says) -> declined(says + " (" + code + ")", errand);
      case CallResult.Unreachable(var cause) -> declined(cause, errand);
    };
  }

  /// Validators may leave out whom they speak of.
  private boolean isOurs(String workerId) {
    return workerId.isEmpty() || workerId.equals(request.worker().value());
  }

  private Behavior<Command> declined(String why, TokenErrand errand) {
    return step(new TokenErrand.Declined(Label.of(why).value()), errand);
  }

  /// Relays the token if the errand takes it: one that nobody asked for is dropped.
  private Behavior<Command> given(EnrolGrant grant, TokenErrand errand) {
    var step = errand.step(new TokenErrand.Given(), settings.clock().instant());
    return step.next() instanceof Over(TokenErrand.Fetched(var from))
        ? answered(new Ending.Relayed(from), new MinerFrame.EnrolTokenGiven(grant))
        : after(step);
  }

  private Behavior<Command> step(Input input, TokenErrand errand) {
    return after(errand.step(input, settings.clock().instant()));
  }

  private Behavior<Command> after(TokenErrand.Step step) {
    if (step.next() instanceof Over(var outcome)) {
      return over(outcome);
    }
    for (TokenErrand.Output output : step.outputs()) {
      switch (output) {
        case TokenErrand.Ask(var validator, var timeout) -> ask(validator, timeout);
        case TokenErrand.Rest(var length) -> timers.startSingleTimer(new TryAgain(), length);
      }
    }
    return running(step.next());
  }

  private void ask(Hotkey hotkey, Duration timeout) {
    var validator = validators.get(hotkey);
    if (validator == null) {
      throw new IllegalStateException("BUG: the errand asks a stranger: " + hotkey);
    }
    validator.call(
        context,
        new Payload.EnrolTokenQuery(request.worker().value()),
        timeout,
        ValidatorSaid::new);
  }

  private Behavior<Command> over(TokenErrand.Outcome outcome) {
    return switch (outcome) {
      case TokenErrand.Fetched _ ->
          throw new IllegalStateException("BUG: a token was not relayed where it was given");
      case TokenErrand.NoneToBeHad(var why) ->
          answered(
              new Ending.NoneToBeHad(why),
              new MinerFrame.EnrolTokenRefused(ErrorCode.NETWORK_ERROR.number(), why));
      case TokenErrand.WorkerGone() -> {
        settings.ended().accept(new Ending.WorkerGone());
        yield Behaviors.stopped();
      }
    };
  }

  /// The desk hears of it first, so that the worker may ask anew as soon as it has its answer.
  private Behavior<Command> answered(Ending ending, MinerFrame frame) {
    settings.ended().accept(ending);
    request.connection().tell(new WorkerConnection.Deliver(frame));
    return Behaviors.stopped();
  }
}
