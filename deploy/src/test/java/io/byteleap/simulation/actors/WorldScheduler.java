package io.byteleap.simulation.actors;

import com.typesafe.config.Config;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/// The timers of one process, which go off when the world's time has come to them by the node's
/// clock. The scheduler of Pekko's own test kit is of the same kind, but waits a tenth of a real
/// second whenever time passes. Made by Pekko, as its configuration says.
public final class WorldScheduler extends AbstractScheduler {
  private static final double FREQUENCY_MAX = 1_000;

  private static final class Timer implements Cancellable, Comparable<Timer> {
    private final long at;
    private final long number;
    private final Runnable work;
    private final ExecutionContext executor;
    private boolean open = true;

    Timer(long at, long number, Runnable work, ExecutionContext executor) {
      this.at = at;
      this.number = number;
      this.work = work;
      this.executor = executor;
    }

    @Override
    public boolean cancel() {
      boolean was = open;
      open = false;
      return was;
    }

    @Override
    public boolean isCancelled() {
      return !open;
    }

    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final Ground ground;
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private long numbered;
  private long armed = Long.MAX_VALUE;

  public WorldScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
    this.ground = Ground.of(config);
  }

  @Override
  public Cancellable scheduleOnce(FiniteDuration delay, Runnable work, ExecutionContext executor) {
    long millis = Math.ceilDiv(delay.toNanos(), 1_000_000L);
    long at = ground.world().now() + ground.real(millis);
    var timer = new Timer(at, numbered++, work, executor);
    if (!ground.sabotage().isLost(timer.number)) {
      timers.add(timer);
      arm();
    }
    return timer;
  }

  @Override
  @SuppressWarnings("deprecation") // has to be there, and is not called
  public Cancellable schedule(
      FiniteDuration delay, FiniteDuration interval, Runnable work, ExecutionContext executor) {
    throw new UnsupportedOperationException("BUG: nobody asks for timers at a fixed rate");
  }

  @Override
  public double maxFrequency() {
    return FREQUENCY_MAX;
  }

  private void arm() {
    while (!timers.isEmpty() && timers.peek().isCancelled()) {
      timers.remove();
    }
    if (!timers.isEmpty() && timers.peek().at < armed) {
      armed = timers.peek().at;
      long set = armed;
      ground.world().quietly(set - ground.world().now(), () -> ring(set));
    }
  }

  private void ring(long set) {
    if (!ground.isAlive() || armed != set) {
      return;
    }
    armed = Long.MAX_VALUE;
    while (ground.isAlive() && !timers.isEmpty() && timers.peek().at <= set) {
      var timer = timers.remove();
      if (timer.cancel()) {
        timer.executor.execute(timer.work);
        ground.pump().run();
      }
    }
    arm();
  }
}
