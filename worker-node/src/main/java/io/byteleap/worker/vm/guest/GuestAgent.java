package io.byteleap.worker.vm.guest;

import io.byteleap.domain.units.Label;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.worker.vm.Pulse;
import io.byteleap.worker.vm.VmProblem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// QEMU's agent inside a machine. Programs are run by their path and arguments, files written and
/// read as such; no shell sees anything.
///
/// The machine is its tenant's, so that nothing it says is believed further than its form: an
/// answer has a bound, a program's exit code counts, and what was written is read again by whoever
/// needs to know.
public final class GuestAgent {
  /// Bytes of one answer; libvirt itself takes up to ten times as many.
  private static final int ANSWER_SIZE_MAX = 1 << 20;

  private static final int OUTPUT_SIZE_MAX = 1 << 16;
  private static final int CHUNK_SIZE = 1 << 15;

  private final Line line;
  private final Pulse pulse;
  private final Patience patience;

  /// The way to the agent: one command, one answer.
  @FunctionalInterface
  public interface Line {
    String ask(String command, Duration patience) throws VmProblem;
  }

  /// How long an answer, and a whole program, may take, and how often it is looked whether the
  /// program has ended.
  public record Patience(Duration answer, Duration program, Duration look) {}

  /// How a program ended.
  public record Ran(int code, String output, String errors) {}

  public GuestAgent(Line line, Pulse pulse, Patience patience) {
    this.line = line;
    this.pulse = pulse;
    this.patience = patience;
  }

  public boolean answers() throws VmProblem.GivenUp {
    try {
      var _ = ask("guest-ping", JsonObject.EMPTY);
      return true;
    } catch (VmProblem.GivenUp e) {
      throw e;
    } catch (VmProblem e) {
      return false;
    }
  }

  private JsonObject ask(String command, JsonObject arguments) throws VmProblem {
    var question = JsonObject.builder().put("execute", command);
    if (!arguments.isEmpty()) {
      question.put("arguments", arguments);
    }
    String answer = line.ask(question.build().toText(), patience.answer());
    try {
      var json = Json.upTo(ANSWER_SIZE_MAX).parse(answer);
      if (!json.has("return")) {
        throw new VmProblem("the guest agent refused " + command);
      }
      return json;
    } catch (JsonProblem e) {
      throw lie(command, e);
    }
  }

  private static VmProblem lie(String command, RuntimeException e) {
    return new VmProblem(
        "the guest agent's answer to " + command + " cannot be read: " + Label.of(why(e)), e);
  }

  private static String why(RuntimeException e) {
    return String.valueOf(e.getMessage());
  }

  /// What a program printed that ended with code 0; anything else is a failure.
  public String require(String... words) throws VmProblem {
    var ran = run(words);
    if (ran.code() != 0) {
      throw new VmProblem(
          "in the machine, " + words[0] + " ended with " + ran.code() + ": " + ran.errors());
    }
    return ran.output();
  }

  /// Runs a program to its end.
  public Ran run(String... words) throws VmProblem {
    return run(patience.program(), words);
  }

  public Ran run(Duration most, String... words) throws VmProblem {
    var started =
        ask(
            "guest-exec",
            JsonObject.builder()
                .put("path", words[0])
                .putTexts("arg", List.of(words).subList(1, words.length))
                .put("capture-output", true)
                .build());
    try {
      long process = started.object("return").exactInteger("pid");
      var last = new Last();
      if (!pulse.await(most, patience.look(), () -> last.look(process))) {
        throw new VmProblem("in the machine, " + words[0] + " did not end in time");
      }
      return ran(last.status);
    } catch (JsonProblem | IllegalArgumentException e) {
      throw lie("guest-exec", e);
    }
  }

  /// The last that was heard of a program.
  private final class Last {
    private JsonObject status = JsonObject.EMPTY;

    boolean look(long process) throws VmProblem {
      status =
          ask("guest-exec-status", JsonObject.builder().put("pid", process).build())
              .object("return");
      return status.flag("exited");
    }
  }

  private static Ran ran(JsonObject status) {
    long code =
        status.has("signal")
            ? 128 + status.exactInteger("signal")
            : status.exactInteger("exitcode");
    return new Ran((int) code, output(status, "out-data"), output(status, "err-data"));
  }

  private static String output(JsonObject status, String name) {
    byte[] bytes = status.optionalText(name).map(GuestAgent::decoded).orElse(new byte[0]);
    if (bytes.length > OUTPUT_SIZE_MAX) {
      throw new JsonProblem(name, "has " + bytes.length + " bytes, at most " + OUTPUT_SIZE_MAX);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] decoded(String base64) {
    return Base64.getDecoder().decode(base64.strip());
  }

  /// A whole text file of at most `bytesMax` bytes.
  public String read(String path, int bytesMax) throws VmProblem {
    try {
      long handle = open(path, "r");
      try {
        return read(path, handle, bytesMax);
      } finally {
        close(handle);
      }
    } catch (JsonProblem | IllegalArgumentException e) {
      throw lie("guest-file-read", e);
    }
  }

  private String read(String path, long handle, int bytesMax) throws VmProblem {
    var bytes = new ByteArrayOutputStream();
    while (true) {
      pulse.pause(Duration.ZERO); // a file without end must not outlast the order
      var answer =
          ask(
                  "guest-file-read",
                  JsonObject.builder().put("handle", handle).put("count", CHUNK_SIZE).build())
              .object("return");
      byte[] chunk = decoded(answer.text("buf-b64"));
      bytes.writeBytes(chunk);
      if (bytes.size() > bytesMax) {
        throw new VmProblem("in the machine, " + path + " has more than " + bytesMax + " bytes");
      }
      if (answer.flag("eof") || chunk.length == 0) {
        return bytes.toString(StandardCharsets.UTF_8);
      }
    }
  }

  /// Writes a text file, in place of what was there; who may read it is for its folder to say.
  public void write(String path, String text) throws VmProblem {
    try {
      long handle = open(path, "w");
      try {
        write(handle, text.getBytes(StandardCharsets.UTF_8));
        var _ = ask("guest-file-flush", JsonObject.builder().put("handle", handle).build());
      } finally {
        close(handle);
      }
    } catch (JsonProblem e) {
      throw lie("guest-file-write", e);
    }
  }

  private void write(long handle, byte[] bytes) throws VmProblem {
    for (int from = 0; from < bytes.length; ) {
      byte[] chunk = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + CHUNK_SIZE));
      long written =
          ask(
                  "guest-file-write",
                  JsonObject.builder()
                      .put("handle", handle)
                      .put("buf-b64", Base64.getEncoder().encodeToString(chunk))
                      .build())
              .object("return")
              .exactInteger("count");
      if (written < 1 || written > chunk.length) {
        throw new VmProblem("the guest agent wrote " + written + " of " + chunk.length + " bytes");
      }
      from += (int) written;
    }
  }

  private long open(String path, String mode) throws VmProblem {
    return ask("guest-file-open", JsonObject.builder().put("path", path).put("mode", mode).build())
        .exactInteger("return");
  }

  private void close(long handle) throws VmProblem {
    var _ = ask("guest-file-close", JsonObject.builder().put("handle", handle).build());
  }

  /// Lines of a text, without those that are empty.
  static List<String> lines(String text) {
    return text.lines().map(String::strip).filter(each -> !each.isEmpty()).toList();
  }
}
