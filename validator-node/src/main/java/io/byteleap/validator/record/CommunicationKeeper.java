package io.byteleap.validator.record;

import io.byteleap.actor.FailureCause;
import io.byteleap.persistence.inventory.Exchange;
import io.byteleap.persistence.inventory.JdbcCommunication;
import io.byteleap.port.History.HistoryUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the log of requests and answers, once a second. It is for finding faults: what cannot be
/// written is dropped and counted in the log. Blocks, so it needs a dispatcher for that, and a
/// mailbox with an end.
final class CommunicationKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(CommunicationKeeper.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int WAITING_MAX = 2_000;

  sealed interface Command {}

  record Exchanged(Exchange exchange) implements Command {}

  private record Write() implements Command {}

  private final JdbcCommunication communication;
  private final List<Exchange> waiting = new ArrayList<>();
  private long dropped;

  private CommunicationKeeper(JdbcCommunication communication) {
    this.communication = communication;
  }

  static Behavior<Command> create(JdbcCommunication communication) {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(new Write(), INTERVAL);
          return new CommunicationKeeper(communication).keeping();
        });
  }

  private Behavior<Command> keeping() {
    return Behaviors.receiveMessage(
        command -> {
          switch (command) {
            case Exchanged(var exchange) -> take(exchange);
            case Write() -> write();
          }
          return Behaviors.same();
        });
  }

  private void take(Exchange exchange) {
    if (waiting.size() < WAITING_MAX) {
      waiting.add(exchange);
    } else {
      dropped++;
    }
  }

  private void write() {
    if (waiting.isEmpty()) {
      return;
    }
    try {
      communication.write(List.copyOf(waiting));
    } catch (HistoryUnavailable e) {
      dropped += waiting.size();
      LOG.debug("requests cannot be logged now, cause={}", FailureCause.text(e));
    }
    waiting.clear();
    if (dropped > 0) {
      LOG.warn("requests were not logged, count={}", dropped);
      dropped = 0;
    }
  }
}
