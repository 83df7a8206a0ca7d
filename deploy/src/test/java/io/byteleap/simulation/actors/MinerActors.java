package io.byteleap.simulation.actors;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.keys.Signer;
import io.byteleap.miner.MinerConfig;
import io.byteleap.miner.SimulatedMiner;
import io.byteleap.miner.fixture.TestDoor;
import io.byteleap.miner.worker.SimulatedDoor;
import io.byteleap.simulation.Link;
import io.byteleap.simulation.Miner;
import io.byteleap.simulation.SimClock;
import io.byteleap.simulation.WorkerNode;
import io.byteleap.simulation.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;

/// A miner of real actors, one process after the other, and its workers.
final class MinerActors implements Miner {
  private static final int REPLAYS_EACH_PULSES = 7;

  private final World world;
  private final Pump pump;
  private final int index;
  private final Signer signer;
  private final MinerConfig config;
  private final List<WorkerNode> nodes;
  private final RandomGenerator random;
  private final SimClock clock;
  private final boolean lies;
  private final TestDoor.InMemory book = new TestDoor.InMemory();
  private final Network network;
  private final List<Link> links = new ArrayList<>();
  private final List<WorkerActors> workers;
  private final Ground machines;
  private Optional<Running> running = Optional.empty();
  private int crashes;

  private record Running(Ground ground, ActorRef<SimulatedMiner.Command> node) {}

  MinerActors(
      World world,
      Pump pump,
      int index,
      Signer signer,
      MinerConfig config,
      List<WorkerNode> nodes) {
    this.world = world;
    this.pump = pump;
    this.index = index;
    this.signer = signer;
    this.config = config;
    this.nodes = List.copyOf(nodes);
    this.random = world.chance("miner " + index);
    var faults = world.scenario().faults();
    this.clock = SimClock.draw(faults.clocks(), random);
    this.lies = random.nextDouble() < faults.peers().lyingMiners().value();
    this.network = new Network(world, signer.hotkey());
    this.machines = ground("worker");
    this.workers = nodes.stream().map(node -> new WorkerActors(world, this, node)).toList();
  }

  /// Nothing is stored but the book of workers, which is no journal.
  private Ground ground(String kind) {
    return new Ground(world, pump, clock, new Store(world, (_, _) -> {}), kind);
  }

  void meet(ValidatorActors validator) {
    var link = new Link(world, "miner-" + index + "-" + validator.hotkey());
    links.add(link);
    network.lay(validator, link);
  }

  Ground machines() {
    return machines;
  }

  @Override
  public void begin() {
    start();
    workers.forEach(WorkerActors::begin);
    if (lies) {
      long interval = world.scenario().pace().peers().pulse().toMillis() * REPLAYS_EACH_PULSES;
      world.every(1 + random.nextLong(interval), interval, hotkey().value(), network::replay);
    }
  }

  private void start() {
    var ground = ground("miner");
    var parts =
        new SimulatedMiner.Parts(
            config, signer, new ChainEdge(world), network, book, ground.clock(), random);
    running = Optional.of(new Running(ground, ground.spawn(SimulatedMiner.create(parts), "node")));
  }

  /// A worker connects; false when nobody is there.
  boolean visited(SimulatedDoor.Guest guest) {
    running.ifPresent(process -> process.node().tell(new SimulatedMiner.Visit(guest)));
    return running.isPresent();
  }

  @Override
  public void crash() {
    crashes++;
    running.ifPresent(process -> process.ground().kill());
    running = Optional.empty();
    workers.forEach(WorkerActors::minerCrashed);
  }

  @Override
  public void comeBack() {
    crashes--;
    if (crashes == 0) {
      start();
    }
  }

  @Override
  public void changed(WorkerNode worker) {
    workers.get(nodes.indexOf(worker)).changed();
  }

  void leave() {
    running.ifPresent(process -> process.ground().kill());
    machines.kill();
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public Hotkey hotkey() {
    return signer.hotkey();
  }

  @Override
  public List<WorkerNode> workers() {
    return nodes;
  }

  @Override
  public boolean lies() {
    return lies;
  }

  @Override
  public Link link(int validator) {
    return links.get(validator);
  }
}
