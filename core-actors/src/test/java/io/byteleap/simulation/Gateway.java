package io.byteleap.simulation;

import io.byteleap.domain.enrolment.TokenDesk;
import io.byteleap.domain.identity.RandomUuid;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/// The gateway that makes tokens: at once, later, not at all, or it is away.
public final class Gateway {
  private static final int THINKS_MILLIS_MAX = 3_000;
  private static final Duration LATER = Duration.ofSeconds(5);

  private final World world;
  private final RandomGenerator random;
  private int outages;

  Gateway(World world) {
    this.world = world;
    this.random = world.chance("gateway");
  }

  /// Asks for a token; whoever asks has a deadline, for there may be no answer.
  public void issue(BiConsumer<TokenDesk.Word, Optional<Call.Token>> then) {
    if (outages > 0) {
      return;
    }
    int choice = random.nextInt(20);
    world.after(
        1 + random.nextInt(THINKS_MILLIS_MAX),
        "gateway",
        "thought about it",
        () -> {
          if (choice < 5) {
            then.accept(new TokenDesk.Pending(LATER), Optional.empty());
          } else if (choice == 5) {
            then.accept(new TokenDesk.Refused("not today"), Optional.empty());
          } else {
            var token = new Call.Token(world.auditor().tokens().issued(RandomUuid.draw(random)));
            then.accept(new TokenDesk.Issued(), Optional.of(token));
          }
        });
  }

  void goAway() {
    outages++;
  }

  void comeBack() {
    outages--;
  }
}
