package io.byteleap.enrolment;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// All that is logged in this process while it is open, at every level and by every library: text,
/// arguments, context and traces.
final class Everything extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Map<Logger, @Nullable Level> levelsBefore = new HashMap<>();
  private final List<ch.qos.logback.core.Appender<ILoggingEvent>> silenced = new ArrayList<>();
  private final Logger root;

  private Everything(LoggerContext context) {
    root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    context.getLoggerList().stream()
        .filter(logger -> logger.getLevel() != null)
        .forEach(logger -> levelsBefore.put(logger, logger.getLevel()));
    levelsBefore.keySet().forEach(logger -> logger.setLevel(Level.TRACE));
    root.iteratorForAppenders().forEachRemaining(silenced::add);
    silenced.forEach(root::detachAppender);
    setContext(context);
    start();
    root.addAppender(this);
  }

  static Everything logged() {
    return new Everything((LoggerContext) LoggerFactory.getILoggerFactory());
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  protected void append(ILoggingEvent event) {
    var trace = event.getThrowableProxy();
    lines.add(
        event.getLoggerName()
            + " "
            + event.getFormattedMessage()
            + " "
            + Arrays.toString(event.getArgumentArray())
            + " "
            + event.getMDCPropertyMap()
            + (trace == null ? "" : ThrowableProxyUtil.asString(trace)));
  }

  @Override
  public void close() {
    root.detachAppender(this);
    silenced.forEach(root::addAppender);
    levelsBefore.forEach(Logger::setLevel);
    stop();
  }
}
