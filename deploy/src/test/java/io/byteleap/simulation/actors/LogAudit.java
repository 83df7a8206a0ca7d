package io.byteleap.simulation.actors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.byteleap.simulation.Broken;
import io.byteleap.simulation.Invariant;
import io.byteleap.simulation.World;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/// Reads what the nodes of a world log, in place of everybody else: no token is in it, and no actor
/// has failed. In a large world it hears of errors only. For one world at a time.
final class LogAudit extends AppenderBase<ILoggingEvent> {
  private final World world;
  private final Pump pump;
  private final Logger root;
  private final Level before;
  private final List<Appender<ILoggingEvent>> others = new ArrayList<>();

  private LogAudit(World world, Pump pump, Logger root) {
    this.world = world;
    this.pump = pump;
    this.root = root;
    this.before = root.getLevel();
  }

  static LogAudit begin(World world, Pump pump) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    var audit = new LogAudit(world, pump, context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME));
    audit.setContext(context);
    audit.start();
    audit.takeOver();
    return audit;
  }

  private void takeOver() {
    root.iteratorForAppenders().forEachRemaining(others::add);
    others.forEach(root::detachAppender);
    root.addAppender(this);
    root.setLevel(world.isClose() ? Level.INFO : Level.ERROR);
  }

  void end() {
    root.detachAppender(this);
    others.forEach(root::addAppender);
    root.setLevel(before);
    stop();
  }

  @Override
  protected void append(ILoggingEvent event) {
    pump.guarded(() -> world.auditor().tokens().shown(event.getFormattedMessage()));
    if (event.getLevel().isGreaterOrEqual(Level.ERROR) && event.getThrowableProxy() != null) {
      var failure = event.getThrowableProxy();
      pump.broke(
          new Broken(
              Invariant.NO_BUG,
              event.getLoggerName()
                  + " logs "
                  + event.getFormattedMessage()
                  + ": "
                  + failure.getClassName()
                  + " "
                  + failure.getMessage()));
    }
  }
}
