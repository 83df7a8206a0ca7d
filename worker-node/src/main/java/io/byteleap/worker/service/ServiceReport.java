package io.byteleap.worker.service;

import io.byteleap.json.JsonObject;
import io.byteleap.worker.program.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The service as it is: the unit file, what systemd says of it, the installed version, and what
/// the worker itself says when it answers.
public record ServiceReport(
    Unit unit, String enabled, String active, String detail, String version, String worker) {
  /// As `systemctl status` has them.
  public static final int EXIT_ACTIVE = 0;

  public static final int EXIT_INACTIVE = 3;
  public static final int EXIT_NOT_INSTALLED = 4;

  private static final String WANTED =
      "/etc/systemd/system/multi-user.target.wants/" + ServiceUnit.NAME;
  private static final String UNKNOWN = "unknown";

  public enum Unit {
    /// There is no unit file.
    ABSENT,
    /// As install-service wrote it.
    OURS,
    /// Somebody changed it.
    CHANGED
  }

  /// Looks at the files under `root` and asks systemd. `worker` is what the worker's own status
  /// address answered, in words.
  public static ServiceReport of(Path root, ServiceManager manager, String worker) {
    String version = Installation.under(root).currentName().orElse("none");
    var unit = unit(root.resolve(ServiceUnit.FILE.substring(1)));
    return switch (manager.ask()) {
      case ServiceManager.Said said ->
          new ServiceReport(
              unit,
              said.of("UnitFileState").isEmpty() ? "disabled" : said.of("UnitFileState"),
              said.of("ActiveState"),
              detail(said),
              version,
              worker);
      case ServiceManager.Silent(var why) ->
          new ServiceReport(
              unit,
              Files.exists(root.resolve(WANTED.substring(1)), LinkOption.NOFOLLOW_LINKS)
                  ? "enabled"
                  : "disabled",
              UNKNOWN,
              "systemd does not say: " + why,
              version,
              worker);
    };
  }

  private static Unit unit(Path file) {
    try {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return Unit.ABSENT;
      }
      return ServiceUnit.isOurs(Files.readString(file)) ? Unit.OURS : Unit.CHANGED;
    } catch (IOException e) {
      return Unit.CHANGED;
    }
  }

  private static String detail(ServiceManager.Said said) {
    List<String> facts = new ArrayList<>();
    facts.add(said.of("SubState"));
    add(facts, "since ", said.of("ActiveEnterTimestamp"));
    add(facts, "pid ", said.of("MainPID").equals("0") ? "" : said.of("MainPID"));
    add(facts, "restarts ", said.of("NRestarts"));
    boolean isGood = said.of("Result").isEmpty() || said.of("Result").equals("success");
    add(facts, "result ", isGood ? "" : said.of("Result"));
    add(facts, "exit code ", isGood ? "" : said.of("ExecMainStatus"));
    return String.join(", ", facts);
  }

  private static void add(List<String> facts, String name, String fact) {
    if (!fact.isEmpty()) {
      facts.add(name + fact);
    }
  }

  public int exitCode() {
    if (unit == Unit.ABSENT) {
      return EXIT_NOT_INSTALLED;
    }
    return active.equals("active") ? EXIT_ACTIVE : EXIT_INACTIVE;
  }

  public List<String> lines() {
    return List.of(
        "unit:    " + ServiceUnit.FILE + " (" + said() + ")",
        "enabled: " + enabled,
        "active:  " + active + " (" + detail + ")",
        "version: " + version,
        "worker:  " + worker);
  }

  private String said() {
    return switch (unit) {
      case ABSENT -> "not installed";
      case OURS -> "as installed";
      case CHANGED -> "changed by hand";
    };
  }

  public JsonObject toJson() {
    return JsonObject.builder()
        .put("unit", said())
        .put("enabled", enabled)
        .put("active", active)
        .put("detail", detail)
        .put("version", version)
        .put("worker", worker)
        .build();
  }
}
