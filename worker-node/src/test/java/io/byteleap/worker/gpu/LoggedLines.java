package io.byteleap.worker.gpu;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/// What a class says, on any thread, while this is open.
final class LoggedLines implements AutoCloseable {
  private final Logger logger;
  private final Lines lines = new Lines();

  private static final class Lines extends AppenderBase<ILoggingEvent> {
    final List<String> texts = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      texts.add(event.getFormattedMessage());
    }
  }

  private LoggedLines(Logger logger) {
    this.logger = logger;
  }

  static LoggedLines of(Class<?> type) {
    var log = new LoggedLines((Logger) LoggerFactory.getLogger(type));
    log.lines.start();
    log.logger.addAppender(log.lines);
    return log;
  }

  List<String> texts() {
    return List.copyOf(lines.texts);
  }

  @Override
  public void close() {
    logger.detachAppender(lines);
  }
}
