package io.byteleap.actor;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.byteleap.domain.units.Label;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CauseLogTest {
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = new LoggerContext().getLogger("test");
  private final CauseLog log = new CauseLog(logger);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @Test
  void eachCause_isSaidOnce() {
    log.warn("frame ignored", "w-1", Label.of("type is required"));
    log.warn("frame ignored", "w-1", Label.of("type is required"));
    log.warn("frame ignored", "w-1", Label.of("not JSON"));

    assertThat(said())
        .containsExactly(
            "frame ignored, peer=w-1, why=type is required",
            "frame ignored, peer=w-1, why=not JSON");
  }

  @Test
  void causes_areBounded_untilTheLogStartsOver() {
    for (int i = 0; i < 40; i++) {
      log.warn("frame ignored", "w-1", Label.of("cause " + i));
    }

    assertThat(said()).hasSize(16);
    assertThat(said().getLast()).endsWith("(further causes are not logged)");
    log.startOver();
    log.warn("frame ignored", "w-1", Label.of("cause 1"));
    assertThat(said()).hasSize(17);
  }

  private List<String> said() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
