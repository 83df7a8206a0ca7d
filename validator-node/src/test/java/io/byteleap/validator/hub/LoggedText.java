package io.byteleap.validator.hub;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/// Everything that our own classes say, the finest included, while this is open.
final class LoggedText implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.byteleap");
  private final Lines lines = new Lines();

  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final List<String> texts = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      String failure =
          event.getThrowableProxy() == null
              ? ""
              : ThrowableProxyUtil.asString(event.getThrowableProxy());
      texts.add(event.getFormattedMessage() + failure);
    }
  }

  static LoggedText ofAll() {
    var log = new LoggedText();
    log.lines.start();
    log.logger.setLevel(Level.TRACE);
    log.logger.addAppender(log.lines);
    return log;
  }

  List<String> lines() {
    return List.copyOf(lines.texts);
  }

  @Override
  public void close() {
    logger.setLevel(null);
    logger.detachAppender(lines);
  }
}
