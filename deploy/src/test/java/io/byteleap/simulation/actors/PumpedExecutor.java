package io.byteleap.simulation.actors;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/// Has a dispatcher's work done by the [Pump] of its world. Made by Pekko, as its configuration
/// says.
public final class PumpedExecutor extends ExecutorServiceConfigurator {
  private final Ground ground;

  public PumpedExecutor(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    this.ground = Ground.of(prerequisites.settings().config());
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    return () -> new Service(ground);
  }

  private static final class Service extends AbstractExecutorService {
    private final Ground ground;
    private boolean over;

    Service(Ground ground) {
      this.ground = ground;
    }

    @Override
    public void execute(Runnable work) {
      ground.pump().add(ground, work);
    }

    @Override
    public void shutdown() {
      over = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      over = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return over;
    }

    @Override
    public boolean isTerminated() {
      return over;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return over;
    }
  }
}
