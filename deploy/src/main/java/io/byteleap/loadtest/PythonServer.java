package io.byteleap.loadtest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// The same door in Python: an asyncio server of the `websockets` library as a process of its own.
final class PythonServer implements AutoCloseable {
  private final Process process;
  private final int port;

  private PythonServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  sealed interface Outcome {}

  record Listening(PythonServer server) implements Outcome {}

  /// There is no Python here that could do it.
  record Missing(String why) implements Outcome {}

  /// `script` prints the port, or a word of what is missing, on its first line.
  static Outcome start(Path script) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(List.of("python3", script.toString()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      return new Missing("there is no python3 on the PATH");
    }
    var output = process.inputReader(StandardCharsets.UTF_8);
    String first = String.valueOf(output.readLine());
    if (first.matches("[0-9]{1,5}")) {
      return new Listening(new PythonServer(process, Integer.parseInt(first)));
    }
    process.destroy();
    return new Missing(first);
  }

  Door door() {
    return new Door(port, "/");
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
