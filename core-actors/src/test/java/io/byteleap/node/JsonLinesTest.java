package io.byteleap.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class JsonLinesTest {
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final JsonLines lines = new JsonLines();

  @BeforeEach
  void start() {
    lines.setContext(context);
    lines.start();
  }

  @Test
  void sentence_keepsItsFactsByName() {
    var line = line("door {} open, port={}, tls={}, why={}", null, "A", 7_799, false, "it \"is\"");

    assertThat(line.text("message")).isEqualTo("door A open, port=7799, tls=false, why=it \"is\"");
    assertThat(line.object("facts").toText())
        .isEqualTo("{\"port\":7799,\"tls\":false,\"why\":\"it \\\"is\\\"\"}");
    assertThat(line.text("level")).isEqualTo("WARN");
    assertThat(line.text("logger")).isEqualTo("Door");
    assertThat(line.text("time")).endsWith("Z");
    assertThat(line.has("failure")).isFalse();
  }

  @Test
  void sentenceOfSeveralLines_staysOneLine() {
    assertThat(line("first\nsecond", null).text("message")).isEqualTo("first");
  }

  @Test
  void failure_isShown() {
    var line = line("away", new ConnectException("Connection refused"));

    assertThat(line.text("failure")).isEqualTo("java.net.ConnectException: Connection refused");
    assertThat(line.has("facts")).isFalse();
  }

  /// The only line that was written.
  private JsonObject line(String message, @Nullable Throwable failure, Object... arguments) {
    var event =
        new LoggingEvent(
            "test", context.getLogger("a.b.Door"), Level.WARN, message, failure, arguments);
    String text = new String(lines.encode(event), StandardCharsets.UTF_8);
    assertThat(text.lines()).hasSize(1);
    assertThat(text).endsWith("\n");
    return Json.upTo(1 << 16).parse(text);
  }
}
