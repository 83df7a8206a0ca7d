package io.byteleap.clusterctl;

import io.byteleap.domain.units.Label;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One host, asked to do one thing at a time: the verbs of `host.sh`, which travels with each.
final class HostAgent {
  private static final int OUTPUT_MAX = 1 << 20;
  static final String SCRIPT = script();

  private final Host host;
  private final Link link;

  /// What became of a call. Nothing of what was sent is in it.
  sealed interface Answer {}

  record Done(String output) implements Answer {}

  /// The host was reached, and what was asked for did not work.
  record Failed(String why) implements Answer {}

  record Unreachable(String why) implements Answer {}

  /// What a call reads.
  sealed interface Input {}

  record Nothing() implements Input {}

  record Text(String text) implements Input {
    @Override
    public String toString() {
      return "Text[" + text.length() + " characters]";
    }
  }

  record Content(Path file) implements Input {}

  HostAgent(Host host, Link link) {
    this.host = host;
    this.link = link;
  }

  Host host() {
    return host;
  }

  private static String script() {
    try (var in = HostAgent.class.getResourceAsStream("/clusterctl/host.sh")) {
      if (in == null) {
        throw new IllegalStateException("BUG: clusterctl/host.sh is not packaged");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Answer ask(Duration patience, String... verb) {
    return ask(patience, new Nothing(), verb);
  }

  /// Blocks until the verb has ended, or `patience` is over.
  Answer ask(Duration patience, Input input, String... verb) {
    List<String> words = new ArrayList<>(List.of("bash", "-c", SCRIPT, "cluster-host"));
    words.addAll(List.of(verb));
    try {
      var process =
          new ProcessBuilder(link.command(words))
              .redirectInput(
                  switch (input) {
                    case Nothing _ -> ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile());
                    case Content(var file) -> ProcessBuilder.Redirect.from(file.toFile());
                    case Text _ -> ProcessBuilder.Redirect.PIPE;
                  })
              .start();
      return watched(process, patience, input);
    } catch (IOException e) {
      return new Unreachable(Label.of(String.valueOf(e.getMessage())).value());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Failed("interrupted");
    }
  }

  private Answer watched(Process process, Duration patience, Input input)
      throws InterruptedException {
    var output = reading(process.getInputStream());
    var errors = reading(process.getErrorStream());
    try {
      send(process, input);
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Unreachable("no answer within " + patience.toSeconds() + " s");
      }
      String said = output.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return process.exitValue() == 0
          ? new Done(said)
          : failure(process.exitValue(), errors.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return new Unreachable("its answer cannot be read");
    } finally {
      process.destroyForcibly();
    }
  }

  /// `ssh` and `nsenter` say with a code of their own that they did not get there.
  private Answer failure(int code, String errors) {
    String why =
        errors
            .lines()
            .filter(line -> !line.isBlank())
            .reduce((_, last) -> last)
            .map(line -> Label.of(line).value())
            .orElse("code " + code);
    return switch (link) {
      case Link.Ssh _ when code == 255 -> new Unreachable(why);
      case Link.Namespaces _ when why.startsWith("nsenter:") -> new Unreachable(why);
      case Link.Ssh _, Link.Namespaces _ -> new Failed(why);
    };
  }

  private static void send(Process process, Input input) {
    switch (input) {
      case Text(var text) -> {
        try (OutputStream in = process.getOutputStream()) {
          in.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
          // whoever does not read it says why on the error output
        }
      }
      case Nothing _, Content _ -> {}
    }
  }

  /// Reads to the end, and keeps the first part.
  private static FutureTask<String> reading(InputStream in) {
    var task =
        new FutureTask<>(
            () -> {
              byte[] first = in.readNBytes(OUTPUT_MAX);
              in.transferTo(OutputStream.nullOutputStream());
              return new String(first, StandardCharsets.UTF_8);
            });
    Thread.ofPlatform().daemon().name("host-output").start(task);
    return task;
  }
}
