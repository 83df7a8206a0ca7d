package io.byteleap.simulation;

import io.byteleap.domain.enrolment.TokenErrand;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.simulation.Counts.Counted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Carries out one [TokenErrand]: a worker's way to a token for the gateway.
final class Fetcher {
  private static final TokenErrand.Patience PATIENCE =
      new TokenErrand.Patience(Duration.ofSeconds(30), Duration.ofSeconds(10));
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private final World world;
  private final MinerNode miner;
  private final WorkerNode worker;
  private final List<Hotkey> order;
  private final int life;
  private TokenErrand errand;

  Fetcher(World world, MinerNode miner, WorkerNode worker, RandomGenerator random) {
    this.world = world;
    this.miner = miner;
    this.worker = worker;
    this.life = miner.life();
    var validators = new ArrayList<>(world.subnet().validatorHotkeys());
    for (int i = validators.size() - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      Hotkey moved = validators.get(i);
      validators.set(i, validators.get(other));
      validators.set(other, moved);
    }
    this.order = validators;
    this.errand = new TokenErrand.Over(new TokenErrand.WorkerGone());
  }

  void begin() {
    go(TokenErrand.begin(order, PATIENCE, miner.clockNow()));
    after(miner.clock().real(DEADLINE), () -> take(new TokenErrand.DeadlinePassed()));
  }

  private void after(long millis, Runnable then) {
    world.after(
        millis,
        worker.id().value(),
        "time for a token",
        () -> {
          if (miner.isAlive(life)) {
            then.run();
          }
        });
  }

  private void take(TokenErrand.Input input) {
    go(errand.step(input, miner.clockNow()));
  }

  private void go(TokenErrand.Step step) {
    errand = step.next();
    for (TokenErrand.Output output : step.outputs()) {
      switch (output) {
        case TokenErrand.Ask(var validator, var _) -> ask(validator);
        case TokenErrand.Rest(var length) ->
            after(miner.clock().real(length), () -> take(new TokenErrand.Rested()));
      }
    }
  }

  private void ask(Hotkey validator) {
    miner
        .with(world.subnet().validatorHotkeys().indexOf(validator))
        .call(
            new Call.Fetch(worker.id()),
            answer -> {
              if (isTheTurnOf(validator)) {
                take(input(answer));
              }
            });
  }

  private boolean isTheTurnOf(Hotkey validator) {
    return errand instanceof TokenErrand.Asking(var turn) && turn.validator().equals(validator);
  }

  private TokenErrand.Input input(Optional<Call.Answer> answer) {
    if (answer.isEmpty()) {
      return new TokenErrand.Declined("no answer");
    }
    return switch (answer.get()) {
      case Call.TokenGiven _ -> {
        world.counts().add(Counted.TOKENS);
        yield new TokenErrand.Given();
      }
      case Call.TokenLater(var tryAgainIn) -> new TokenErrand.NotYet(tryAgainIn);
      case Call.Refused(var says) -> new TokenErrand.Declined(says);
      case Call.Taken _, Call.Collected _, Call.Targets _, Call.ProofTaken _ ->
          throw new IllegalStateException("BUG: nobody asked for " + answer);
    };
  }
}
