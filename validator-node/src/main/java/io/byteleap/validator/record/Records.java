package io.byteleap.validator.record;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.persistence.inventory.Exchange;
import io.byteleap.persistence.inventory.JdbcCommunication;
import io.byteleap.persistence.inventory.JdbcInventory;
import io.byteleap.validator.peer.PeerWitness;
import io.byteleap.wire.validator.HeartbeatData;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.MailboxSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.dispatch.Dispatchers;

/// Hands what passes the door on to those who write it down.
public final class Records {
  /// A heartbeat may be large, so that few may wait; what is dropped comes again in a minute.
  private static final int HEARTBEATS_WAITING = 64;

  private static final int EXCHANGES_WAITING = 1_000;

  private Records() {}

  /// Whether requests and answers are logged.
  public enum Communication {
    LOGGED,
    NOT_LOGGED
  }

  public static PeerWitness start(
      ActorContext<?> context,
      DataSource pool,
      Communication communication,
      MeterRegistry meters,
      InstantSource clock) {
    var inventory =
        context.spawn(
            InventoryKeeper.create(new JdbcInventory(pool), meters, clock),
            "inventory",
            blocking(HEARTBEATS_WAITING));
    return switch (communication) {
      case NOT_LOGGED -> new Witness(inventory, context.getSystem().ignoreRef(), communication);
      case LOGGED ->
          new Witness(
              inventory,
              context.spawn(
                  CommunicationKeeper.create(new JdbcCommunication(pool)),
                  "communication",
                  blocking(EXCHANGES_WAITING)),
              communication);
    };
  }

  private static Props blocking(int waiting) {
    return MailboxSelector.bounded(waiting)
        .withDispatcherFromConfig(Dispatchers.DefaultBlockingDispatcherId());
  }

  private record Witness(
      ActorRef<InventoryKeeper.Command> inventory,
      ActorRef<CommunicationKeeper.Command> exchanges,
      Communication communication)
      implements PeerWitness {
    @Override
    public void heard(Hotkey miner, HeartbeatData data, Instant at) {
      inventory.tell(new InventoryKeeper.Heard(miner, data, at));
    }

    @Override
    public void exchanged(Supplier<Exchange> exchange) {
      switch (communication) {
        case LOGGED -> exchanges.tell(new CommunicationKeeper.Exchanged(exchange.get()));
        case NOT_LOGGED -> {}
      }
    }
  }
}
