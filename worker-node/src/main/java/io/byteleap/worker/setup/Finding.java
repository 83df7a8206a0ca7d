package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.Refusal;
import io.byteleap.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// One requirement, whether it is met, and what to do if it is not (nothing when it is).
record Finding(String name, Verdict verdict, String text, String remedy) {
  enum Verdict {
    MET("✓"),
    DOUBTFUL("!"),
    LACKING("✗"),
    NOT_CHECKED("-");

    private final String mark;

    Verdict(String mark) {
      this.mark = mark;
    }
  }

  static Finding met(String name, String text) {
    return new Finding(name, Verdict.MET, text, "");
  }

  static Finding doubtful(String name, String text, String remedy) {
    return new Finding(name, Verdict.DOUBTFUL, text, remedy);
  }

  static Finding lacking(String name, String text, String remedy) {
    return new Finding(name, Verdict.LACKING, text, remedy);
  }

  static Finding lacking(String name, Refusal refusal) {
    return lacking(name, refusal.text(), refusal.remedy());
  }

  static Finding notChecked(String name, String why) {
    return new Finding(name, Verdict.NOT_CHECKED, why, "");
  }

  List<String> lines() {
    var line = Stream.of(verdict.mark + " " + name + ": " + text);
    return remedy.isEmpty()
        ? line.toList()
        : Stream.concat(line, Stream.of("    remedy: " + remedy)).toList();
  }

  JsonObject json() {
    return JsonObject.builder()
        .put("name", name)
        .put("verdict", verdict.name().toLowerCase(Locale.ROOT))
        .put("text", text)
        .put("remedy", remedy)
        .build();
  }
}
