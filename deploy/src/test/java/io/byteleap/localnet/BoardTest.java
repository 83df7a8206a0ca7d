package io.byteleap.localnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.localnet.LocalnetConfig.JavaOptions;
import io.byteleap.node.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BoardTest {
  private final Board board =
      new Board(
          Plan.of(
              1,
              new Wallets(
                  Path.of("/wallets"),
                  Map.of("validator", Signers.ALICE.hotkey(), "miner-1", Signers.BOB.hotkey())),
              Site.of(Path.of("/home"), Path.of("/etc"), Path.of("/data")),
              FreePorts.startingAnywhere(Seeds.generator(1)),
              new JavaOptions("", "", "")));

  @Test
  void title_saysHowLongTheNetworkIsUp_andHowMuchTimeIsLeft() {
    assertThat(title(Duration.ofSeconds(61), Duration.ofSeconds(29)))
        .contains("up for 1:01, 0:29 left");
  }

  @Test
  void lastLook_afterTheTimeIsOver_showsNoneLeft() {
    assertThat(title(Duration.ofMillis(90_400), Duration.ofMillis(-400)))
        .contains("up for 1:30, 0:00 left");
  }

  private String title(Duration up, Duration left) {
    var clock = new Board.Clock(Optional.of(up), Optional.of(left));
    return board.lines(Snapshot.NOTHING, new Tally(Instant.EPOCH), clock).getFirst();
  }
}
