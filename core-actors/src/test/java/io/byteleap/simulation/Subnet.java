package io.byteleap.simulation;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.simulation.Counts.Counted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Everybody in a world, and what is planned to happen to them.
public final class Subnet {
  private final World world;
  private final List<Miner> miners = new ArrayList<>();
  private final List<Validator> validators = new ArrayList<>();
  private final List<WorkerNode> workers = new ArrayList<>();
  private final List<Hotkey> validatorHotkeys;
  private final Hub hub;
  private final Gateway gateway;
  private final SimChain chain;
  private final Samples samples;

  Subnet(World world, Population population) {
    this.world = world;
    this.hub = new Hub(world);
    this.gateway = new Gateway(world);
    this.chain = new SimChain(world);
    this.samples = new Samples(world);
    var size = world.scenario().size();
    for (int m = 0; m < size.miners(); m++) {
      int first = m * size.workers();
      var own =
          IntStream.range(first, first + size.workers())
              .mapToObj(w -> new WorkerNode(world, w))
              .toList();
      workers.addAll(own);
      miners.add(population.miner(m, own));
    }
    for (int v = 0; v < size.validators(); v++) {
      validators.add(population.validator(v));
    }
    population.meet();
    this.validatorHotkeys = validators.stream().map(Validator::hotkey).toList();
  }

  void begin() {
    miners.forEach(miner -> chain.register(miner.hotkey()));
    validators.forEach(validator -> chain.register(validator.hotkey()));
    hub.begin();
    miners.forEach(Miner::begin);
    validators.forEach(Validator::begin);
    Fault.plan(world.scenario()).stream()
        .filter(fault -> !world.scenario().spared().contains(fault.number()))
        .forEach(this::arrange);
  }

  private void arrange(Fault fault) {
    world.after(
        fault.from(),
        "fate",
        fault,
        () -> {
          Runnable end = strike(fault);
          world.after(fault.until() - fault.from(), "fate", "end of fault " + fault.number(), end);
        });
  }

  /// Lets the fault happen; returns what ends it.
  private Runnable strike(Fault fault) {
    return switch (fault.kind()) {
      case LINK_CUT -> {
        world.counts().add(Counted.LINK_CUTS);
        var link = miners.get(fault.who()).link(fault.other());
        link.cut();
        yield link::mend;
      }
      case VALIDATOR_CRASH -> {
        var validator = validators.get(fault.who());
        validator.crash();
        yield validator::comeBack;
      }
      case VALIDATOR_CRASH_UNANSWERED -> {
        validators.get(fault.who()).crashAtNextStore();
        yield () -> {}; // it starts again by itself
      }
      case MINER_CRASH -> {
        world.counts().add(Counted.MINER_CRASHES);
        var miner = miners.get(fault.who());
        miner.crash();
        yield miner::comeBack;
      }
      case WORKER_FAILURE -> {
        world.counts().add(Counted.WORKER_FAILURES);
        var worker = workers.get(fault.who());
        var miner = miners.get(fault.who() / world.scenario().size().workers());
        worker.fail();
        miner.changed(worker);
        yield () -> {
          worker.comeBack();
          miner.changed(worker);
        };
      }
      case CHAIN_AWAY -> {
        world.counts().add(Counted.SERVICE_OUTAGES);
        chain.goAway();
        yield chain::comeBack;
      }
      case HUB_AWAY -> {
        world.counts().add(Counted.SERVICE_OUTAGES);
        hub.goAway();
        yield hub::comeBack;
      }
      case GATEWAY_AWAY -> {
        world.counts().add(Counted.SERVICE_OUTAGES);
        gateway.goAway();
        yield gateway::comeBack;
      }
    };
  }

  /// What must hold when all is over: everybody is back, nothing hangs, and journals make again
  /// what there is.
  void end() {
    for (Validator validator : validators) {
      if (!validator.isUp()) {
        throw new IllegalStateException("BUG: " + validator + " did not come back");
      }
      world.auditor().challenges().noneIsLate(validator);
      validator.close();
    }
  }

  Results results() {
    return Results.of(world);
  }

  public List<Miner> miners() {
    return miners;
  }

  public List<Validator> validators() {
    return validators;
  }

  List<Hotkey> validatorHotkeys() {
    return validatorHotkeys;
  }

  public Hub hub() {
    return hub;
  }

  public Gateway gateway() {
    return gateway;
  }

  public SimChain chain() {
    return chain;
  }

  public Samples samples() {
    return samples;
  }

  /// How long a validator is down that crashed between a store and its answer.
  public static Duration restart() {
    return Duration.ofSeconds(20);
  }
}
