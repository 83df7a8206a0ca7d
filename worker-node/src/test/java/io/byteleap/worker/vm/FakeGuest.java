package io.byteleap.worker.vm;

import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// A system inside a machine, as its agent shows it: files, a few programs, and bad manners.
final class FakeGuest {
  static final String MADE_KEY = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB made";

  /// How the agent behaves.
  enum Manners {
    GOOD,
    /// It does not answer.
    SILENT,
    /// What it says is no answer.
    LYING,
    /// It answers megabytes.
    FLOODING,
    /// Programs never end.
    HANGING,
    /// Programs end with an error.
    FAILING
  }

  volatile Manners manners = Manners.GOOD;
  final Map<String, String> files = new TreeMap<>();
  final List<List<String>> programs = new ArrayList<>();
  private final Map<Long, String> open = new HashMap<>();
  private final Map<Long, Integer> read = new HashMap<>();
  private final Map<Long, JsonObject> ended = new HashMap<>();
  private long next = 1_000;

  FakeGuest() {
    boot();
  }

  synchronized void boot() {
    files.put("/proc/sys/kernel/random/boot_id", UUID.randomUUID() + "\n");
  }

  synchronized String ask(String command) throws VmProblem {
    switch (manners) {
      case SILENT -> throw new VmProblem("Guest agent is not responding");
      case LYING -> {
        return "{\"return\": \"<html>\"}";
      }
      case FLOODING -> {
        return "{\"return\": \"" + "x".repeat(3 << 20) + "\"}";
      }
      case GOOD, HANGING, FAILING -> {}
    }
    var json = Json.upTo(1 << 20).parse(command);
    var arguments = json.objectOrEmpty("arguments");
    return switch (json.text("execute")) {
      case "guest-ping" -> "{\"return\": {}}";
      case "guest-exec" -> exec(arguments);
      case "guest-exec-status" -> status(arguments.integer("pid"));
      case "guest-file-open" -> open(arguments.text("path"), arguments.text("mode"));
      case "guest-file-read" -> read(arguments.integer("handle"));
      case "guest-file-write" -> write(arguments);
      case "guest-file-flush", "guest-file-close" -> "{\"return\": {}}";
      default -> throw new VmProblem("The command has not been found");
    };
  }

  private String exec(JsonObject arguments) {
    List<String> words = new ArrayList<>(List.of(arguments.text("path")));
    words.addAll(arguments.texts("arg"));
    programs.add(words);
    long pid = next++;
    ended.put(pid, manners == Manners.FAILING ? ended(7, "") : run(words));
    return "{\"return\": {\"pid\": " + pid + "}}";
  }

  private JsonObject run(List<String> words) {
    String last = words.getLast();
    switch (words.getFirst()) {
      case "/usr/bin/id" -> {
        return last.equals("nobody-knows")
            ? ended(1, "")
            : ended(0, last.equals("root") ? "0" : "1000");
      }
      case "/usr/bin/test" -> {
        return ended(files.containsKey(last) ? 0 : 1, "");
      }
      case "/usr/bin/install" -> {
        if (!words.contains("-d")) {
          files.put(last, files.getOrDefault(words.get(words.size() - 2), ""));
        }
      }
      case "/usr/bin/rm" -> words.subList(1, words.size()).forEach(files::remove);
      case "/usr/bin/ssh-keygen" -> {
        files.put(last, "private");
        files.put(last + ".pub", MADE_KEY + "\n");
      }
      case "/usr/bin/tailscale" -> {
        return ended(0, words.get(1).equals("ip") ? "100.64.0.7\n" : "");
      }
      default -> {}
    }
    return ended(0, "");
  }

  private static JsonObject ended(int code, String output) {
    return JsonObject.builder()
        .put("exited", true)
        .put("exitcode", code)
        .put(
            "out-data", Base64.getEncoder().encodeToString(output.getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  private String status(long pid) {
    var status =
        manners == Manners.HANGING
            ? JsonObject.builder().put("exited", false).build()
            : ended.getOrDefault(pid, ended(0, ""));
    return JsonObject.builder().put("return", status).build().toText();
  }

  private String open(String path, String mode) throws VmProblem {
    if (mode.equals("r") && !files.containsKey(path)) {
      throw new VmProblem("failed to open file " + path + ": No such file or directory");
    }
    if (mode.equals("w")) {
      files.put(path, "");
    }
    long handle = next++;
    open.put(handle, path);
    read.put(handle, 0);
    return "{\"return\": " + handle + "}";
  }

  private String path(long handle) {
    return open.getOrDefault(handle, "");
  }

  private String read(long handle) {
    byte[] all = files.getOrDefault(path(handle), "").getBytes(StandardCharsets.UTF_8);
    int from = read.getOrDefault(handle, 0);
    read.put(handle, all.length);
    byte[] rest = Arrays.copyOfRange(all, from, all.length);
    return JsonObject.builder()
        .put(
            "return",
            JsonObject.builder()
                .put("count", rest.length)
                .put("buf-b64", Base64.getEncoder().encodeToString(rest))
                .put("eof", true)
                .build())
        .build()
        .toText();
  }

  private String write(JsonObject arguments) {
    byte[] bytes = Base64.getDecoder().decode(arguments.text("buf-b64"));
    files.merge(
        path(arguments.integer("handle")),
        new String(bytes, StandardCharsets.UTF_8),
        String::concat);
    return "{\"return\": {\"count\": " + bytes.length + ", \"eof\": false}}";
  }
}
