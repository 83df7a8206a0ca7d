package io.byteleap.worker.vm;

import io.byteleap.worker.program.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// The host's programs for disks, as far as what they leave behind goes.
final class FakePrograms implements Commands {
  final List<List<String>> ran = new CopyOnWriteArrayList<>();

  /// How programs of a name end instead.
  final Map<String, Result> results = new ConcurrentHashMap<>();

  volatile String info = "{\"format\": \"qcow2\", \"virtual-size\": 1073741824}";
  volatile Doom doom = new Doom();

  @Override
  public Result run(List<String> words, Duration timeout) {
    doom.pass();
    ran.add(words);
    String name = words.getFirst().equals("qemu-img") ? words.get(1) : words.getFirst();
    var instead = results.get(name);
    if (instead != null) {
      return instead;
    }
    switch (name) {
      case "info" -> {
        return new Exited(0, info);
      }
      case "create" -> touch(words.get(words.size() - 2));
      case "genisoimage" -> touch(words.get(words.indexOf("-output") + 1));
      default -> {
        return new NotRun(name + " cannot be run on this machine");
      }
    }
    doom.pass();
    return new Exited(0, "");
  }

  private static void touch(String file) {
    try {
      Files.writeString(Path.of(file), "made");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
