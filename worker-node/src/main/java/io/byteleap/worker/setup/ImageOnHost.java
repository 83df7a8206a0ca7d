package io.byteleap.worker.setup;

import io.byteleap.json.JsonObject;
import io.byteleap.worker.image.BaseImage;
import java.util.Optional;

/// The disk image that virtual machines are made from, as it lies on the host, and as it is where
/// it comes from.
record ImageOnHost(Optional<Long> size, Source source) {
  static final String PATH = BaseImage.USUAL;

  /// What its source says of it.
  sealed interface Source {}

  record NotAsked() implements Source {}

  record Silent(String why) implements Source {}

  record Sized(long bytes) implements Source {}

  static ImageOnHost read(HostTree host, Source source) {
    return new ImageOnHost(host.size(PATH), source);
  }

  private enum State {
    MISSING("missing"),
    PRESENT("present"),
    VALID("valid"),
    INCOMPLETE("incomplete"),
    DIFFERENT("different version");

    private final String word;

    State(String word) {
      this.word = word;
    }
  }

  private State state() {
    if (size.isEmpty()) {
      return State.MISSING;
    }
    return switch (source) {
      case NotAsked(), Silent _ -> State.PRESENT;
      case Sized(var bytes) -> {
        int order = Long.compare(size.get(), bytes);
        yield order == 0 ? State.VALID : order < 0 ? State.INCOMPLETE : State.DIFFERENT;
      }
    };
  }

  String line() {
    String local =
        size.map(bytes -> "✓ Base image exists: " + PATH + " (" + bytes + " bytes)")
            .orElse("✗ Base image not found: " + PATH);
    return switch (source) {
      case NotAsked() -> local;
      case Silent(var why) -> local + ", its source did not tell its size: " + why;
      case Sized(var bytes) -> local + ", " + state().word + ", its source has " + bytes + " bytes";
    };
  }

  JsonObject json() {
    var json = JsonObject.builder().put("path", PATH).put("state", state().word);
    size.ifPresentOrElse(bytes -> json.put("bytes", bytes), () -> json.putNull("bytes"));
    switch (source) {
      case NotAsked(), Silent _ -> json.putNull("source_bytes");
      case Sized(var bytes) -> json.put("source_bytes", bytes);
    }
    return json.build();
  }
}
