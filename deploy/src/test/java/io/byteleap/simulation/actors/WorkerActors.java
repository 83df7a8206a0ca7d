package io.byteleap.simulation.actors;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.matrix.RowHash;
import io.byteleap.domain.matrix.RowRecomputation;
import io.byteleap.domain.merkle.MerkleTree;
import io.byteleap.node.Health;
import io.byteleap.simulation.Counts.Counted;
import io.byteleap.simulation.WorkerNode;
import io.byteleap.simulation.World;
import io.byteleap.transport.SocketEvent;
import io.byteleap.transport.Sockets;
import io.byteleap.transport.TextSocket;
import io.byteleap.worker.access.LegacyMiner;
import io.byteleap.worker.access.MinerAccess;
import io.byteleap.worker.access.MinerDoor;
import io.byteleap.worker.compute.ComputeMeters;
import io.byteleap.worker.compute.Engine;
import io.byteleap.worker.compute.Engines;
import io.byteleap.worker.compute.ExactTools;
import io.byteleap.worker.compute.ExactUnits;
import io.byteleap.worker.compute.ProofDesk;
import io.byteleap.worker.compute.ProofVault;
import io.byteleap.worker.compute.TaskDesk;
import io.byteleap.worker.compute.TaskProduct;
import io.byteleap.worker.compute.ValueSource;
import io.byteleap.worker.gpu.GpuView;
import io.byteleap.worker.host.HostView;
import io.byteleap.worker.link.LinkMeters;
import io.byteleap.worker.link.MinerLink;
import io.byteleap.worker.link.MinerUrl;
import io.byteleap.worker.link.TokenReply;
import io.byteleap.worker.link.WebSocketDialer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// A worker of real actors: its link to the miner and its desks. All workers of a miner are in one
/// process; one that fails is there no more from one moment to the next, as is a machine without
/// power.
final class WorkerActors {
  private static final Duration COMPUTING = Duration.ofSeconds(20);
  private static final MinerLink.Timing TIMING =
      new MinerLink.Timing(
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30));
  private static final int TASKS_MAX = 2;
  private static final Duration TASK_TIMEOUT = Duration.ofMinutes(5);

  sealed interface Command {}

  /// It is time to ask for a token.
  record Enrol() implements Command {}

  record PowerOff() implements Command {}

  private record Heard(TokenReply reply) implements Command {}

  private final World world;
  private final MinerActors miner;
  private final WorkerNode node;
  private final RandomGenerator random;
  private final WorkerKeypair keypair;
  private Optional<ActorRef<Command>> running = Optional.empty();
  private Optional<WorkerLine> line = Optional.empty();
  private int life;

  WorkerActors(World world, MinerActors miner, WorkerNode node) {
    this.world = world;
    this.miner = miner;
    this.node = node;
    this.random = world.chance("worker actors " + node.index());
    this.keypair = WorkerKeypair.draw();
  }

  void begin() {
    start();
    long interval = world.scenario().pace().peers().enrolment().toMillis();
    world.every(
        1 + random.nextLong(interval),
        interval,
        node.id().value(),
        () -> running.ifPresent(actor -> actor.tell(new Enrol())));
  }

  /// The worker has failed or has come back.
  void changed() {
    if (node.isUp() && running.isEmpty()) {
      start();
    } else if (!node.isUp() && running.isPresent()) {
      life++;
      line.ifPresent(WorkerLine::falls);
      running.get().tell(new PowerOff());
      running = Optional.empty();
    }
  }

  /// The miner's process is gone.
  void minerCrashed() {
    line.ifPresent(WorkerLine::breaks);
  }

  private void start() {
    running = Optional.of(miner.machines().spawn(create(), node.id() + "-" + life));
  }

  private Behavior<Command> create() {
    return Behaviors.setup(
        context -> {
          var link = new Wiring(context).link();
          return Behaviors.receiveMessage(
              command ->
                  switch (command) {
                    case Enrol() -> {
                      link.tell(
                          new MinerLink.AskToken(
                              context.messageAdapter(TokenReply.class, Heard::new)));
                      yield Behaviors.same();
                    }
                    case Heard(var reply) -> {
                      if (reply instanceof TokenReply.Given) {
                        world.counts().add(Counted.TOKENS);
                      }
                      yield Behaviors.same();
                    }
                    case PowerOff() -> Behaviors.stopped();
                  });
        });
  }

  /// The actors of one life, wired as the node wires them, but for the machine that they look at.
  private final class Wiring {
    private final ActorContext<Command> context;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    Wiring(ActorContext<Command> context) {
      this.context = context;
    }

    ActorRef<MinerLink.Command> link() {
      var clock = miner.machines().clock();
      var meters = new ComputeMeters(registry);
      var proofs =
          spawn(
              "proofs",
              ProofDesk.create(
                  ProofVault.Limits.USUAL,
                  new ProofDesk.Tools(ValueSource.NONE, ForkJoinPool.commonPool(), meters, clock)));
      var tasks =
          spawn(
              "tasks",
              TaskDesk.create(
                  new TaskDesk.Settings(
                      node.id(), TASKS_MAX, TASK_TIMEOUT, ProofVault.Limits.USUAL),
                  new TaskDesk.Tools(
                      Engines.ofCpu(new Processor(life), ExactTools.none(node.id())),
                      proofs,
                      meters,
                      clock)));
      var access = new MinerAccess(keypair, new MinerDoor.Unknown(), LegacyMiner.ALLOW, _ -> {});
      var dialer =
          new WebSocketDialer(
              MinerUrl.parse("ws://10.1.0.1:7799"), access, WorkerActors.this::dial);
      return spawn(
          "link",
          MinerLink.create(
              new MinerLink.Settings(node.id(), node.id().value(), access, TIMING),
              new MinerLink.Tools(
                  dialer,
                  new HostView(),
                  GpuView.disabled(),
                  ExactUnits.none(),
                  tasks,
                  proofs,
                  Health.dependingOn(MinerLink.HEALTH),
                  new LinkMeters(registry),
                  clock,
                  random),
              CompletableFuture.completedStage(null)));
    }

    private <C> ActorRef<C> spawn(String name, Behavior<C> behavior) {
      return context.spawn(
          Behaviors.supervise(behavior).onFailure(SupervisorStrategy.restart()), name);
    }
  }

  private CompletionStage<TextSocket> dial(
      URI address, Duration timeout, Consumer<SocketEvent> owner) {
    var opened = new CompletableFuture<TextSocket>();
    int thisLife = life;
    world.after(
        1 + random.nextInt(100),
        node.id().value(),
        "dials",
        () -> {
          if (thisLife != life) {
            return;
          }
          var made = new WorkerLine(world, node.id().value(), random, new Liar(node), owner);
          if (miner.visited(made.guest())) {
            line = Optional.of(made);
            opened.complete(Sockets.over(made, owner));
          } else {
            opened.completeExceptionally(new IOException("connection refused"));
          }
        });
    return opened;
  }

  /// Computes what was ordered in no time, and says so when the worker would be done.
  private final class Processor implements Engine<MatrixSpec> {
    private final int ofLife;

    Processor(int ofLife) {
      this.ofLife = ofLife;
    }

    @Override
    public int cores() {
      return 1;
    }

    @Override
    public Optional<String> refusal(MatrixSpec work) {
      return Optional.empty();
    }

    @Override
    public Job start(MatrixSpec work) {
      var product = new CompletableFuture<TaskProduct>();
      world.after(
          node.takesMillis(COMPUTING),
          node.id().value(),
          "has computed",
          () -> {
            if (ofLife == life && !product.isDone()) {
              product.complete(product(work));
            }
          });
      return new Job() {
        @Override
        public CompletionStage<TaskProduct> product() {
          return product.copy();
        }

        @Override
        public void cancel() {
          product.completeExceptionally(new CancellationException("cancelled"));
        }
      };
    }
  }

  private static TaskProduct product(MatrixSpec work) {
    var rows = IntStream.range(0, work.size()).boxed().toList();
    var tree =
        MerkleTree.of(RowRecomputation.hashes(work, rows).stream().map(RowHash::hex).toList());
    return new TaskProduct(List.of(new TaskProduct.OfUnit(Commitment.ofCpu(tree.root()), tree)));
  }
}
