package io.byteleap.worker.setup;

import io.byteleap.domain.units.Label;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Runs programs without a shell, with a clean environment and no input. Of what they print the
/// last line is kept, for the case that they fail. One that takes too long is ended with all that
/// it started.
final class ProcessPrograms implements Programs {
  private static final int LINE_BYTES_MAX = 256;
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PATH", "/usr/sbin:/usr/bin:/sbin:/bin",
          "LC_ALL", "C",
          "DEBIAN_FRONTEND", "noninteractive");

  @Override
  public Ended run(Program program) {
    var builder = new ProcessBuilder(program.command()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(ENVIRONMENT);
    try {
      var process = builder.start();
      process.getOutputStream().close();
      try {
        return ended(process, program);
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return new Failed(program.shown() + " cannot be started: " + HostTree.why(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Failed(program.shown() + " was interrupted");
    }
  }

  private static Ended ended(Process process, Program program) throws InterruptedException {
    var lastLine = new CompletableFuture<String>();
    Thread.ofVirtual().start(() -> lastLine.complete(lastLine(process.getInputStream())));
    if (!process.waitFor(program.timeMax().toMillis(), TimeUnit.MILLISECONDS)) {
      return new Failed(
          program.shown() + " took longer than " + program.timeMax().toSeconds() + " s");
    }
    if (process.exitValue() == 0) {
      return new Done();
    }
    String said = lastLine.completeOnTimeout("", 1, TimeUnit.SECONDS).join();
    return new Failed(
        program.shown()
            + " failed with exit code "
            + process.exitValue()
            + (said.isEmpty() ? "" : ": " + Label.of(said)));
  }

  /// Reads to the end; of the lines that are not empty the last one counts, or its beginning.
  private static String lastLine(InputStream in) {
    var line = new byte[LINE_BYTES_MAX];
    int length = 0;
    boolean isOver = false;
    try (in) {
      var buffer = new byte[8 << 10];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        for (int i = 0; i < count; i++) {
          if (buffer[i] == '\n') {
            isOver = true;
          } else {
            length = isOver ? 0 : length;
            isOver = false;
            if (length < LINE_BYTES_MAX) {
              line[length++] = buffer[i];
            }
          }
        }
      }
    } catch (IOException e) {
      return new String(line, 0, length, StandardCharsets.UTF_8);
    }
    return new String(line, 0, length, StandardCharsets.UTF_8);
  }
}
