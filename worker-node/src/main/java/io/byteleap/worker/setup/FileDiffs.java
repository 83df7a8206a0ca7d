package io.byteleap.worker.setup;

import io.byteleap.json.JsonObject;
import io.byteleap.worker.setup.Changes.Change;
import io.byteleap.worker.setup.FileState.Missing;
import io.byteleap.worker.setup.FileState.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What changes in files, line by line: equal lines at the beginning and at the end of a file are
/// left out.
final class FileDiffs {
  private FileDiffs() {}

  static List<String> lines(Changes changes) {
    return changes.all().stream()
        .filter(change -> !change.isNone())
        .flatMap(FileDiffs::of)
        .toList();
  }

  private static Stream<String> of(Change change) {
    var before = lines(change.now());
    var after = lines(change.then());
    int head = 0;
    while (head < Math.min(before.size(), after.size())
        && before.get(head).equals(after.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < Math.min(before.size(), after.size()) - head
        && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
      tail++;
    }
    List<String> lines = new ArrayList<>(List.of(word(change) + " " + change.path()));
    before
        .subList(head, before.size() - tail)
        .forEach(line -> lines.add("  - " + Shown.line(line)));
    after.subList(head, after.size() - tail).forEach(line -> lines.add("  + " + Shown.line(line)));
    return lines.stream();
  }

  private static List<String> lines(FileState state) {
    return switch (state) {
      case Missing() -> List.of();
      case Text(var text) -> {
        var lines = Arrays.asList(text.split("\n", -1));
        yield text.endsWith("\n") ? lines.subList(0, lines.size() - 1) : lines;
      }
    };
  }

  private static String word(Change change) {
    return switch (change.then()) {
      case Missing() -> "Delete";
      case Text _ ->
          switch (change.now()) {
            case Missing() -> "Create";
            case Text _ -> "Change";
          };
    };
  }

  static List<JsonObject> json(Changes changes) {
    return changes.all().stream()
        .filter(change -> !change.isNone())
        .map(
            change ->
                JsonObject.builder()
                    .put("path", change.path())
                    .put("action", word(change).toLowerCase(Locale.ROOT))
                    .putTexts("diff", of(change).skip(1).map(String::stripLeading).toList())
                    .build())
        .toList();
  }
}
