package io.byteleap.node;

import io.byteleap.chain.ChainWatcher;
import io.byteleap.domain.subnet.Metagraph;
import java.time.Duration;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Says whether the chain is there: it is while metagraphs keep coming.
public final class ChainHealth {
  private static final String NAME = "chain";
  private static final int INTERVALS_MISSED_MAX = 3;

  public sealed interface Command {}

  private record Seen(Metagraph metagraph) implements Command {}

  private record Missed() implements Command {}

  private ChainHealth() {}

  /// `interval` is how often the chain is read.
  public static Behavior<Command> create(Health health, Duration interval) {
    var patience = interval.multipliedBy(INTERVALS_MISSED_MAX);
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  ChainWatcher.subscribe(context, Seen::new);
                  return Behaviors.receiveMessage(
                      command -> {
                        switch (command) {
                          case Seen(var metagraph) -> {
                            health.up(NAME, "block " + metagraph.block());
                            timers.startSingleTimer(new Missed(), patience);
                          }
                          case Missed() -> health.down(NAME, "not read for " + patience);
                        }
                        return Behaviors.same();
                      });
                }));
  }
}
