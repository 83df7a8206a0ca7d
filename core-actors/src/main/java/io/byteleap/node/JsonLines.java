package io.byteleap.node;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import io.byteleap.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/// Log lines for programs: one JSON object a line, with `time` (UTC), `level`, `logger`, `message`
/// (the whole sentence), `facts` (what stands as `name={}` in the sentence, by name), `context`
/// (the diagnostic context) and `failure`; the last three only where there is something in them.
final class JsonLines extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = new byte[0];
  private static final Pattern PLACE = Pattern.compile("(?:([A-Za-z_][A-Za-z0-9_]*)=)?\\{\\}");

  private final ShownFailure failures = new ShownFailure();

  @Override
  public void start() {
    failures.setContext(getContext());
    failures.start();
    super.start();
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return (line(event).toText() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private JsonObject line(ILoggingEvent event) {
    String logger = event.getLoggerName();
    var json =
        JsonObject.builder()
            .put("time", event.getInstant().toString())
            .put("level", event.getLevel().toString())
            .put("logger", logger.substring(logger.lastIndexOf('.') + 1))
            .put("message", event.getFormattedMessage().lines().findFirst().orElse(""));
    putUnlessEmpty("facts", facts(event), json);
    putUnlessEmpty("context", context(event.getMDCPropertyMap()), json);
    String failure = failures.convert(event).strip();
    return (failure.isEmpty() ? json : json.put("failure", failure)).build();
  }

  private static void putUnlessEmpty(String name, JsonObject value, JsonObject.Builder json) {
    if (!value.isEmpty()) {
      json.put(name, value);
    }
  }

  private static JsonObject facts(ILoggingEvent event) {
    var json = JsonObject.builder();
    var arguments = event.getArgumentArray();
    if (arguments != null && event.getMessage() != null) {
      var place = PLACE.matcher(event.getMessage());
      for (int i = 0; i < arguments.length && place.find(); i++) {
        String name = place.group(1);
        if (name != null) {
          put(name, arguments[i], json);
        }
      }
    }
    return json.build();
  }

  private static void put(String name, Object value, JsonObject.Builder json) {
    switch (value) {
      case null -> json.putNull(name);
      case Integer number -> json.put(name, number.longValue());
      case Long number -> json.put(name, number.longValue());
      case Boolean flag -> json.put(name, flag.booleanValue());
      case Object other -> json.put(name, other.toString());
    }
  }

  private static JsonObject context(Map<String, String> diagnostic) {
    var json = JsonObject.builder();
    diagnostic.forEach(json::put);
    return json.build();
  }
}
