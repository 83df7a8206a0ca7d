package io.byteleap.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.Signers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class CipherWarmUpTest {
  /// More than the window of numbers that a session remembers.
  private static final int MESSAGES = 300;

  @Test
  void everyMessageToOneself_isOpened() throws InterruptedException {
    assertThat(CipherWarmUp.exchange(Signers.ALICE.hotkey(), MESSAGES, Duration.ZERO))
        .isEqualTo(MESSAGES);
  }
}
