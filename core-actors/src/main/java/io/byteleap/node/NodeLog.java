package io.byteleap.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log: to the console from the first line on, and to a daily file when a node asks for one.
/// Found by logback as a service, so that no XML is read at start.
///
/// Where the console is systemd's journal, which has its own times and levels, lines go there
/// without a time and with the level as the journal reads it.
public final class NodeLog extends ContextAwareBase implements Configurator {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %said%n%failure";
  private static final String JOURNAL_PATTERN = "<%priority>%-5level %logger{0} %said%n%failure";
  private static final String FILE_SIZE_MAX = "100MB";
  private static final String FILES_SIZE_MAX = "1GB";
  private static final String CONSOLE = "console";

  public enum LogLevel {
    DEBUG,
    INFO,
    WARNING,
    ERROR
  }

  /// How log lines are written.
  public enum Format {
    /// For people.
    TEXT,
    /// For programs; see [JsonLines].
    JSON
  }

  /// Where log lines go besides the console.
  public sealed interface Target {}

  public record ConsoleOnly() implements Target {}

  /// A file, rolled over at midnight, or when it has 100 MB; those of the last `daysKept` days (1
  /// or more) stay, 1 GB of them at most.
  public record DailyFile(Path file, int daysKept) implements Target {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setName(CONSOLE);
    start(console, Format.TEXT, consolePattern(), context);
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(console);
    // What the libraries have to say about themselves, unless it is serious.
    for (String library :
        new String[] {"org.apache.pekko", "com.zaxxer", "org.flywaydb", "slick", "io.netty"}) {
      context.getLogger(library).setLevel(Level.WARN);
    }
    // Whoever wanted to listen is told, and says it with the name of the setting.
    context.getLogger("org.apache.pekko.io.TcpListener").setLevel(Level.OFF);
    // One line for each connection that is lost with its server.
    context.getLogger("com.zaxxer.hikari.pool.PoolBase").setLevel(Level.ERROR);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /// Logs at `level` from now on, and to `target`, for people.
  public static void use(LogLevel level, Target target) {
    use(level, target, Format.TEXT);
  }

  /// Logs at `level` from now on, and to `target`, in this format.
  public static void use(LogLevel level, Target target, Format format) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(
        switch (level) {
          case DEBUG -> Level.DEBUG;
          case INFO -> Level.INFO;
          case WARNING -> Level.WARN;
          case ERROR -> Level.ERROR;
        });
    if (root.getAppender(CONSOLE) instanceof OutputStreamAppender<ILoggingEvent> console) {
      console.stop();
      start(console, format, consolePattern(), context);
    }
    switch (target) {
      case ConsoleOnly() -> {}
      case DailyFile daily -> root.addAppender(appender(daily, format, context));
    }
  }

  private static Appender<ILoggingEvent> appender(
      DailyFile daily, Format format, LoggerContext context) {
    var appender = new RollingFileAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setFile(daily.file().toString());
    var policy = new SizeAndTimeBasedRollingPolicy<ILoggingEvent>();
    policy.setContext(context);
    policy.setParent(appender);
    policy.setFileNamePattern(daily.file() + ".%d{yyyy-MM-dd}.%i");
    policy.setMaxHistory(daily.daysKept());
    policy.setMaxFileSize(FileSize.valueOf(FILE_SIZE_MAX));
    policy.setTotalSizeCap(FileSize.valueOf(FILES_SIZE_MAX));
    policy.start();
    appender.setRollingPolicy(policy);
    start(appender, format, PATTERN, context);
    return appender;
  }

  private static String consolePattern() {
    return isJournal() ? JOURNAL_PATTERN : PATTERN;
  }

  /// Whether the standard output is the stream whose device and inode systemd has named.
  private static boolean isJournal() {
    String stream = System.getenv("JOURNAL_STREAM");
    if (stream == null) {
      return false;
    }
    try {
      var output = Files.readAttributes(Path.of("/proc/self/fd/1"), "unix:dev,ino");
      return stream.equals(output.get("dev") + ":" + output.get("ino"));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /// Texts are written in this `pattern`.
  private static void start(
      OutputStreamAppender<ILoggingEvent> appender,
      Format format,
      String pattern,
      LoggerContext context) {
    var encoder =
        switch (format) {
          case TEXT -> textLines(pattern, context);
          case JSON -> new JsonLines();
        };
    encoder.setContext(context);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
  }

  private static Encoder<ILoggingEvent> textLines(String pattern, LoggerContext context) {
    var layout = new PatternLayout();
    layout.setContext(context);
    layout.getInstanceConverterMap().put("said", FirstLine::new);
    layout.getInstanceConverterMap().put("failure", ShownFailure::new);
    layout.getInstanceConverterMap().put("priority", Priority::new);
    layout.setPattern(pattern);
    layout.start();
    var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
    encoder.setLayout(layout);
    return encoder;
  }

  /// A message is one line: what libraries write below it are traces.
  private static final class FirstLine extends MessageConverter {
    @Override
    public String convert(ILoggingEvent event) {
      return event.getFormattedMessage().lines().findFirst().orElse("");
    }
  }

  /// The level as `syslog(3)` counts it.
  private static final class Priority extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
      return switch (event.getLevel().toInt()) {
        case Level.ERROR_INT -> "3";
        case Level.WARN_INT -> "4";
        case Level.INFO_INT -> "6";
        default -> "7";
      };
    }
  }
}
