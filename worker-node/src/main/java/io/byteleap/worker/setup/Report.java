package io.byteleap.worker.setup;

import io.byteleap.json.JsonObject;
import java.util.List;

/// What a command has to say: for people a line each, for programs one object, and its exit code.
interface Report {
  List<String> lines();

  JsonObject json();

  default int exitCode() {
    return 0;
  }
}
