package io.byteleap.worker.setup;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The folders that a path is in, outermost first, the root left out.
final class Folders {
  private Folders() {}

  static List<String> above(String path) {
    Deque<String> folders = new ArrayDeque<>();
    for (int end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      folders.addFirst(path.substring(0, end));
    }
    return List.copyOf(folders);
  }
}
