package io.byteleap.simulation.actors;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.byteleap.simulation.SimClock;
import io.byteleap.simulation.World;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// One process of a node: an actor system without threads and without a clock of its own. What its
/// dispatchers would run is done by the world's [Pump], what its scheduler would wake up is
/// arranged in the world, as fast as the node's clock runs. A process that is killed does nothing
/// more, and nothing of it is left, as after `kill -9`.
final class Ground {
  private static final String PATH = "simulation.ground";
  private static final Map<String, Ground> ALL = new ConcurrentHashMap<>();
  private static final AtomicLong COUNT = new AtomicLong();

  private static final Config THREADLESS =
      ConfigFactory.parseString(
          """
          simulation.dispatcher {
            type = Dispatcher
            executor = "io.byteleap.simulation.actors.PumpedExecutor"
            throughput = 1
          }
          pekko {
            actor {
              provider = local
              default-dispatcher = ${simulation.dispatcher}
              internal-dispatcher = ${simulation.dispatcher}
              default-blocking-io-dispatcher = ${simulation.dispatcher}
            }
            persistence.dispatchers {
              default-plugin-dispatcher = ${simulation.dispatcher}
              default-replay-dispatcher = ${simulation.dispatcher}
              default-stream-dispatcher = ${simulation.dispatcher}
            }
            scheduler.implementation = "io.byteleap.simulation.actors.WorldScheduler"
            loggers = ["org.apache.pekko.event.Logging$StandardOutLogger"]
            logging-filter = "org.apache.pekko.event.DefaultLoggingFilter"
            use-slf4j = off
            library-extensions = ["org.apache.pekko.serialization.SerializationExtension$"]
            loglevel = OFF
            stdout-loglevel = OFF
            persistence.journal { plugin = simulation.journal, auto-start-journals = [] }
            persistence.snapshot-store {
              plugin = simulation.snapshots
              auto-start-snapshot-stores = []
            }
          }
          byteleap.verifier-dispatcher = ${simulation.dispatcher}
          simulation.journal.class = "io.byteleap.simulation.actors.StoredJournal"
          simulation.snapshots.class = "io.byteleap.simulation.actors.StoredSnapshots"
          """);
  private static final Map<String, Config> CONFIGS = new ConcurrentHashMap<>();

  private final World world;
  private final Pump pump;
  private final SimClock clock;
  private final Store store;
  private final Sabotage sabotage;
  private final String id;
  private final ActorSystem<Void> system;
  private boolean alive = true;

  /// A process of the kind of node whose settings have the name `kind`; what it stores is in
  /// `store`.
  Ground(World world, Pump pump, SimClock clock, Store store, String kind) {
    this(world, pump, clock, store, kind, Sabotage.NONE);
  }

  Ground(World world, Pump pump, SimClock clock, Store store, String kind, Sabotage sabotage) {
    this.sabotage = sabotage;
    this.world = world;
    this.pump = pump;
    this.clock = clock;
    this.store = store;
    this.id = Long.toString(COUNT.incrementAndGet());
    ALL.put(id, this);
    var config = CONFIGS.computeIfAbsent(kind, Ground::loaded);
    this.system =
        ActorSystem.create(
            Behaviors.empty(), kind, config.withValue(PATH, ConfigValueFactory.fromAnyRef(id)));
  }

  private static Config loaded(String kind) {
    var threads = Thread.currentThread().getContextClassLoader();
    return THREADLESS
        .withFallback(ConfigFactory.parseResources(threads, kind + ".conf"))
        .withFallback(ConfigFactory.defaultReferenceUnresolved(threads))
        .resolve();
  }

  /// The process that an actor system with this configuration is.
  static Ground of(Config config) {
    return Objects.requireNonNull(ALL.get(config.getString(PATH)));
  }

  <C> ActorRef<C> spawn(Behavior<C> behavior, String name) {
    return system.systemActorOf(behavior, name, Props.empty());
  }

  ActorSystem<Void> system() {
    return system;
  }

  World world() {
    return world;
  }

  Pump pump() {
    return pump;
  }

  Sabotage sabotage() {
    return sabotage;
  }

  Store store() {
    return store;
  }

  InstantSource clock() {
    return () -> clock.show(world.now());
  }

  /// How many milliseconds of the world pass until the node's clock has shown so many more.
  long real(long shown) {
    return shown <= 0 ? 0 : clock.real(java.time.Duration.ofMillis(shown));
  }

  boolean isAlive() {
    return alive;
  }

  void kill() {
    alive = false;
    ALL.remove(id);
  }
}
