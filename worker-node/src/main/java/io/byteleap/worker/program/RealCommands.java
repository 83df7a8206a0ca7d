package io.byteleap.worker.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Programs as processes. One that is late is killed with whatever it started.
public final class RealCommands implements Commands {
  private static final int OUTPUT_SIZE_MAX = 1 << 18;

  @Override
  public Result run(List<String> words, Duration timeout) {
    try {
      return ended(new ProcessBuilder(words).redirectErrorStream(true).start(), timeout);
    } catch (IOException e) {
      return new NotRun(words.getFirst() + " cannot be run on this machine");
    }
  }

  private static Result ended(Process process, Duration timeout) throws IOException {
    process.getOutputStream().close();
    // Not on the common pool, which has few threads and serves others, HTTP clients among them.
    var output =
        CompletableFuture.supplyAsync(
            () -> read(process.getInputStream()),
            task -> Thread.ofPlatform().daemon().name("command-output").start(task));
    try {
      var text = output.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)
          ? new Exited(process.exitValue(), text)
          : new NotRun("it did not end within " + timeout.toMillis() + " ms");
    } catch (TimeoutException e) {
      return new NotRun("it did not end within " + timeout.toMillis() + " ms");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new NotRun("interrupted");
    } catch (ExecutionException e) {
      return new NotRun("what it printed cannot be read");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /// The beginning of the output; the rest is read and dropped, so that nobody waits for us.
  private static String read(InputStream in) {
    try (in) {
      var kept = in.readNBytes(OUTPUT_SIZE_MAX);
      in.transferTo(OutputStream.nullOutputStream());
      return new String(kept, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
