package io.byteleap.validator.record;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.persistence.inventory.GpuClaims.Conflict;
import io.byteleap.persistence.inventory.InventoryBatch;
import io.byteleap.persistence.inventory.InventoryBook;
import io.byteleap.persistence.inventory.JdbcInventory;
import io.byteleap.port.History.HistoryUnavailable;
import io.byteleap.wire.validator.HeartbeatData;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the inventory of miners, machines and GPUs up with their heartbeats, a small batch at a
/// time, so that no request waits for it after a start, when every machine is new. What cannot be
/// written now waits; when the same GPU is two workers', that is said. Blocks, so it needs a
/// dispatcher for that, and a mailbox with an end: what does not fit into it comes again with the
/// next heartbeat.
final class InventoryKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(InventoryKeeper.class);

  /// 400 rows a second: a full subnet of 25,600 machines in a minute, and five times what it needs
  /// from then on.
  private static final Duration INTERVAL = Duration.ofMillis(250);

  private static final int ROWS_A_BATCH = 100;

  sealed interface Command {}

  record Heard(Hotkey miner, HeartbeatData data, Instant at) implements Command {}

  private record Write() implements Command {}

  /// Whether the last batch could be written.
  private enum Storing {
    WELL,
    NOT
  }

  private final JdbcInventory inventory;
  private final InstantSource clock;
  private final Counter conflicts;
  private final InventoryBook book = new InventoryBook();

  private InventoryKeeper(JdbcInventory inventory, MeterRegistry meters, InstantSource clock) {
    this.inventory = inventory;
    this.clock = clock;
    this.conflicts =
        Counter.builder("byteleap.gpu.conflicts")
            .description("Workers that began to report a GPU that was another's")
            .register(meters);
  }

  static Behavior<Command> create(
      JdbcInventory inventory, MeterRegistry meters, InstantSource clock) {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(new Write(), INTERVAL);
          return new InventoryKeeper(inventory, meters, clock).keeping(Storing.WELL);
        });
  }

  private Behavior<Command> keeping(Storing storing) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Heard(var miner, var data, var at) -> {
                book.heard(miner, data, at);
                yield Behaviors.same();
              }
              case Write() -> keeping(written(storing));
            });
  }

  private Storing written(Storing before) {
    try {
      InventoryBatch batch = book.waiting(ROWS_A_BATCH);
      if (!batch.isEmpty()) {
        note(inventory.write(batch, clock.instant()));
        book.written(batch);
      }
      if (before == Storing.NOT) {
        LOG.info("the inventory is written again");
      }
      return Storing.WELL;
    } catch (HistoryUnavailable e) {
      if (before == Storing.WELL) {
        LOG.warn("the inventory cannot be written now, cause={}", FailureCause.text(e));
      }
      return Storing.NOT;
    }
  }

  private void note(List<Conflict> claims) {
    claims.stream()
        .filter(Conflict::isNew)
        .forEach(
            conflict -> {
              conflicts.increment();
              LOG.warn(
                  "a GPU is reported by two workers, gpu={}, owner={}:{}, claimant={}:{}",
                  conflict.gpu(),
                  conflict.owner().miner(),
                  conflict.owner().worker(),
                  conflict.claimant().miner(),
                  conflict.claimant().worker());
            });
  }
}
