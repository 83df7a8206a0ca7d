package io.byteleap.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The same work in Python with numpy, hashlib and cryptography, as the network's existing nodes do
/// it, measured in the same run.
final class PythonReference {
  private static final JsonMapper MAPPER = new JsonMapper();

  private PythonReference() {}

  sealed interface Outcome {}

  record Measured(Timings timings) implements Outcome {}

  /// There is no Python here that could do it.
  record Missing(String why) implements Outcome {}

  /// Runs `script`, which prints one JSON object a line, or says on its last line what is missing.
  static Outcome run(Path script, List<String> options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3", script.toString()));
    command.addAll(options);
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      return new Missing("no python3 on the PATH");
    }
    Map<String, Timing> timings = new HashMap<>();
    String missing = "";
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode json = MAPPER.readTree(line);
        if (json.has("missing")) {
          missing = json.path("missing").asText();
        } else {
          timings.put(json.path("name").asText(), timing(json));
        }
      }
    }
    if (!missing.isEmpty()) {
      return new Missing(missing);
    }
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException(script.getFileName() + " ended with code " + code);
    }
    return new Measured(new Timings(timings));
  }

  private static Timing timing(JsonNode json) {
    return new Timing(
        json.path("median").asDouble(), json.path("low").asDouble(), json.path("high").asDouble());
  }
}
