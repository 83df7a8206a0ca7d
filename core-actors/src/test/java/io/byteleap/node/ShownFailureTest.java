package io.byteleap.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.net.ConnectException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

final class ShownFailureTest {
  private final LoggerContext context = new LoggerContext();

  @Test
  void failureOfTheOutsideWorld_isOneLine_thatNamesTheInnermost() {
    var refused = new ConnectException("Connection refused");
    var failure = new IllegalStateException("no connection", new SQLException("away", refused));

    assertThat(shown(failure))
        .isEqualTo("  java.net.ConnectException: Connection refused" + System.lineSeparator());
  }

  @Test
  void mistakeOfOurs_isShownWithItsTrace() {
    assertThat(shown(new IllegalStateException("BUG: on purpose")))
        .startsWith("java.lang.IllegalStateException: BUG: on purpose")
        .contains("at io.byteleap.node.ShownFailureTest");
  }

  private String shown(Throwable failure) {
    var converter = new ShownFailure();
    converter.setContext(context);
    converter.start();
    return converter.convert(
        new LoggingEvent(
            "test", context.getLogger("test"), Level.WARN, "message", failure, new Object[0]));
  }
}
