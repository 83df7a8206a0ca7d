package io.byteleap.miner;

import io.byteleap.chain.ChainWatcher;
import io.byteleap.chain.SubnetView;
import io.byteleap.domain.admission.Channel;
import io.byteleap.keys.Signer;
import io.byteleap.miner.admission.BookStore;
import io.byteleap.miner.admission.Doorkeeper;
import io.byteleap.miner.admission.LegacyPolicy;
import io.byteleap.miner.admission.TokenTerms;
import io.byteleap.miner.tls.DoorTls;
import io.byteleap.miner.worker.DoorTerms;
import io.byteleap.miner.worker.SimulatedDoor;
import io.byteleap.node.Health;
import io.byteleap.node.HealthNote;
import io.byteleap.port.Chain;
import io.byteleap.transport.EventFeed;
import io.byteleap.transport.SynapseCaller;
import io.byteleap.wire.SystemInfo;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;

/// A miner with one hotkey, without ports: its actors as the node wires them, between a network and
/// workers that are simulated.
public final class SimulatedMiner {
  private static final int WAITING_MAX = 1_000;
  private static final String ADDRESS = "ws://10.1.0.1:7799";

  public sealed interface Command {}

  /// A worker connects.
  public record Visit(SimulatedDoor.Guest guest) implements Command {}

  private record Ready(HotkeyGuardian.Crew crew) implements Command {}

  /// What the miner stands on; `book` outlives it.
  public record Parts(
      MinerConfig config,
      Signer signer,
      Chain chain,
      SynapseCaller caller,
      BookStore book,
      InstantSource clock,
      RandomGenerator random) {}

  private SimulatedMiner() {}

  public static Behavior<Command> create(Parts parts) {
    return Behaviors.withStash(
        WAITING_MAX,
        waiting ->
            Behaviors.setup(
                context -> {
                  var subnet = new SubnetView();
                  var self = context.getSelf();
                  var own = parts.signer().hotkey();
                  context.spawn(
                      Behaviors.supervise(
                              HotkeyGuardian.create(
                                  new Identity(
                                      parts.config().identities().getFirst(), parts.signer()),
                                  admission(parts),
                                  shared(parts, subnet),
                                  notes(),
                                  crew -> self.tell(new Ready(crew))))
                          .onFailure(SupervisorStrategy.stop()),
                      "hotkey");
                  context.spawn(
                      Behaviors.supervise(
                              ChainWatcher.create(
                                  parts.chain(),
                                  new ChainWatcher.Settings(
                                      own,
                                      parts.config().metagraph().syncInterval(),
                                      subnet,
                                      parts.random())))
                          .onFailure(SupervisorStrategy.restart()),
                      "chain");
                  return starting(waiting, parts.clock());
                }));
  }

  private static Behavior<Command> starting(StashBuffer<Command> waiting, InstantSource clock) {
    return Behaviors.receive(
        (_, command) ->
            switch (command) {
              case Visit visit -> {
                waiting.stash(visit);
                yield Behaviors.same();
              }
              case Ready(var crew) ->
                  waiting.unstashAll(running(new SimulatedDoor(crew.doorway(), clock)));
            });
  }

  private static Behavior<Command> running(SimulatedDoor door) {
    return Behaviors.receive(
        (context, command) -> {
          if (command instanceof Visit(var guest)) {
            context.spawnAnonymous(door.connection(guest));
          }
          return Behaviors.same();
        });
  }

  private static Admission admission(Parts parts) {
    var own = parts.signer().hotkey();
    var terms = new TokenTerms(own, new Channel.Plain(), ADDRESS);
    return new Admission(
        new Doorkeeper(parts.book(), LegacyPolicy.ALLOW, terms, parts.clock(), parts.random()),
        new DoorTerms(own, new DoorTls.Off(), parts.random()));
  }

  private static HotkeyGuardian.Shared shared(Parts parts, SubnetView subnet) {
    return new HotkeyGuardian.Shared(
        parts.config(),
        subnet,
        new SimpleMeterRegistry(),
        EventFeed.startedAt(parts.clock().instant()),
        _ -> parts.caller(),
        () -> CompletableFuture.completedStage(SystemInfo.UNKNOWN),
        parts.clock(),
        parts.random());
  }

  private static HotkeyGuardian.Notes notes() {
    var health = Health.dependingOn();
    return new HotkeyGuardian.Notes(
        new HealthNote(health, "validators"), new HealthNote(health, "registered"));
  }
}
