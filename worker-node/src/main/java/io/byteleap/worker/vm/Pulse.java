package io.byteleap.worker.vm;

import io.byteleap.domain.units.Label;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// The thread between one order's work, which blocks, and whoever waits for it: tells how far the
/// work is, and carries the wish to give it up. Work asks at every step and in every wait.
///
/// Whether an order is done or given up is decided once: who comes first, [#commit] or [#giveUp].
public final class Pulse {
  private enum State {
    OPEN,
    COMMITTED,
    GIVEN_UP
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
  private final CountDownLatch givenUp = new CountDownLatch(1);
  private final InstantSource clock;
  private final Consumer<Label> steps;

  public Pulse(InstantSource clock, Consumer<Label> steps) {
    this.clock = clock;
    this.steps = steps;
  }

  /// Of work that nobody waits for.
  public static Pulse unheard(InstantSource clock) {
    return new Pulse(clock, _ -> {});
  }

  /// Says which step begins.
  public void at(String step) throws VmProblem.GivenUp {
    check();
    steps.accept(Label.of(step));
  }

  private void check() throws VmProblem.GivenUp {
    if (state.get() == State.GIVEN_UP) {
      throw new VmProblem.GivenUp();
    }
  }

  /// From here on the work is done; refused when it was given up before.
  public void commit() throws VmProblem.GivenUp {
    state.compareAndSet(State.OPEN, State.COMMITTED);
    check();
  }

  /// Whether the work is given up now; false when it is done already.
  boolean giveUp() {
    boolean isFirst = state.compareAndSet(State.OPEN, State.GIVEN_UP);
    givenUp.countDown();
    return isFirst;
  }

  boolean isGivenUp() {
    return state.get() == State.GIVEN_UP;
  }

  /// Something that is looked at again and again until it is so.
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws VmProblem;
  }

  /// Whether the condition came to hold within `patience`; it is looked at once at least.
  public boolean await(Duration patience, Duration interval, Condition condition) throws VmProblem {
    Instant end = clock.instant().plus(patience);
    while (!condition.holds()) {
      if (!clock.instant().isBefore(end)) {
        return false;
      }
      pause(interval);
    }
    return true;
  }

  /// Waits, but not longer than until the work is given up.
  public void pause(Duration duration) throws VmProblem.GivenUp {
    try {
      var _ = givenUp.await(duration.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VmProblem.GivenUp();
    }
    check();
  }
}
