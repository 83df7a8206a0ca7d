package io.byteleap.simulation.actors;

import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.fixture.Signers;
import io.byteleap.miner.MinerConfig;
import io.byteleap.simulation.Miner;
import io.byteleap.simulation.Pace;
import io.byteleap.simulation.Population;
import io.byteleap.simulation.Validator;
import io.byteleap.simulation.WorkerNode;
import io.byteleap.simulation.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// Nodes that are the actors of the programs.
public final class ActorPopulation implements Population {
  private final World world;
  private final Sabotage sabotage;
  private final Pump pump = new Pump();
  private final MinerConfig config;
  private final List<MinerActors> miners = new ArrayList<>();
  private final List<ValidatorActors> validators = new ArrayList<>();
  private final LogAudit logs;

  public ActorPopulation(World world) {
    this(world, Sabotage.NONE);
  }

  ActorPopulation(World world, Sabotage sabotage) {
    this.world = world;
    this.sabotage = sabotage;
    this.config = config(world.scenario().pace().peers());
    this.logs = LogAudit.begin(world, pump);
  }

  private static MinerConfig config(Pace.Peers pace) {
    try {
      var file = Files.createTempFile("simulated-miner", ".yaml");
      try {
        Files.writeString(
            file,
            """
            subtensor: {network: simulated, simulated_dir: "."}
            heartbeat_interval: %dms
            task_poll_interval: %dms
            metagraph: {sync_interval: 30s}
            worker_management: {legacy_workers: allow}
            security: {handshake: strict}
            """
                .formatted(pace.pulse().toMillis(), pace.poll().toMillis()));
        return switch (RecordConfig.load(MinerConfig.class, file, Overrides.NONE)) {
          case RecordConfig.Good<MinerConfig>(var read) -> read;
          case RecordConfig.Bad<MinerConfig>(var problems) ->
              throw new IllegalStateException("BUG: " + problems);
        };
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Miner miner(int index, List<WorkerNode> workers) {
    var signer = Signers.of("miner-" + index);
    var miner = new MinerActors(world, pump, index, signer, config, workers);
    miners.add(miner);
    return miner;
  }

  @Override
  public Validator validator(int index) {
    var validator =
        new ValidatorActors(world, pump, index, Signers.of("validator-" + index), sabotage);
    validators.add(validator);
    return validator;
  }

  @Override
  public void meet() {
    for (MinerActors miner : miners) {
      validators.forEach(miner::meet);
      validators.forEach(validator -> validator.meet(miner));
    }
  }

  @Override
  public void settle() {
    pump.run();
  }

  @Override
  public void leave() {
    validators.forEach(ValidatorActors::leave);
    miners.forEach(MinerActors::leave);
    logs.end();
  }
}
