package io.byteleap.worker.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.passthrough.SetupFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// A process that dies between any two steps of bind or unbind: the other command, or the same one
/// again, finds its way.
final class CutOffTest {
  private static final String[] BIND = {"bind", "--yes"};
  private static final String[] BIND_FIRST = {"bind", "1", "--yes"};
  private static final String[] UNBIND = {"unbind", "--yes"};
  private static final int STEPS_MAX = 60;

  @TempDir private Path folder;

  /// Dies instead of its n-th step.
  private static final class MortalFiles implements HostFiles {
    private final HostFiles files;
    private int stepsLeft;

    MortalFiles(HostFiles files, int steps) {
      this.files = files;
      this.stepsLeft = steps;
    }

    private void step() {
      if (stepsLeft-- == 0) {
        throw new Death();
      }
    }

    @Override
    public void write(String path, String text, SetupFile.Kind kind) throws IOException {
      step();
      files.write(path, text, kind);
    }

    @Override
    public void delete(String path) throws IOException {
      step();
      files.delete(path);
    }

    @Override
    public void makeFolder(String path) throws IOException {
      step();
      files.makeFolder(path);
    }

    @Override
    public void removeFolder(String path) throws IOException {
      step();
      files.removeFolder(path);
    }
  }

  @SuppressWarnings("serial")
  private static final class Death extends RuntimeException {}

  /// Whether it died of it.
  private static boolean diesAt(int step, Path root, String... command) {
    var tools =
        new HostTools(
            Ran.TOOLS.programs(),
            Ran.TOOLS.answers(),
            Ran.TOOLS.network(),
            Ran.TOOLS.settings(),
            host -> new MortalFiles(new TreeFiles(host), step),
            Ran.TOOLS.isRoot());
    return Ran.on(root, tools, command).err().contains("Death");
  }

  @Test
  void bindCutOffAnywhere_isUndoneByUnbind() throws Exception {
    int steps = 0;
    for (boolean died = true; died; steps++) {
      Path root = RecordedHost.expand("audio-only", folder.resolve("undo" + steps));
      var before = RecordedHost.snapshot(root);

      died = diesAt(steps, root, BIND);
      Ran.on(root, UNBIND);

      assertThat(withoutEmptyState(root)).as("step %s", steps).isEqualTo(before);
    }
    assertThat(steps).isBetween(10, STEPS_MAX);
  }

  @Test
  @EnabledIfSystemProperty(
      named = "fuzz.cases",
      matches = ".+",
      disabledReason = "takes many seconds; runs with the long fuzzing")
  void bindCutOffAnywhere_isFinishedByBind() throws Exception {
    Path whole = RecordedHost.expand("audio-only", folder.resolve("whole"));
    Ran.on(whole, BIND);
    var bound = RecordedHost.snapshot(whole);
    int steps = 0;
    for (boolean died = true; died; steps++) {
      Path root = RecordedHost.expand("audio-only", folder.resolve("finish" + steps));
      var before = RecordedHost.snapshot(root);

      died = diesAt(steps, root, BIND);
      assertThat(Ran.on(root, BIND).exitCode()).isZero();
      assertThat(settings(root)).as("step %s", steps).isEqualTo(settings(bound));
      Ran.on(root, UNBIND);

      assertThat(withoutEmptyState(root)).as("step %s", steps).isEqualTo(before);
    }
    assertThat(steps).isBetween(10, STEPS_MAX);
  }

  @Test
  @EnabledIfSystemProperty(
      named = "fuzz.cases",
      matches = ".+",
      disabledReason = "takes many seconds; runs with the long fuzzing")
  void secondBindOfFewerGpusCutOffAnywhere_isUndoneByUnbind() throws Exception {
    int steps = 0;
    for (boolean died = true; died; steps++) {
      Path root = RecordedHost.expand("eight-gpus", folder.resolve("second" + steps));
      var before = RecordedHost.snapshot(root);
      Ran.on(root, BIND);

      died = diesAt(steps, root, BIND_FIRST);
      Ran.on(root, UNBIND);

      assertThat(withoutEmptyState(root)).as("step %s", steps).isEqualTo(before);
    }
    assertThat(steps).isBetween(10, STEPS_MAX);
  }

  @Test
  void unbindCutOffAnywhere_isFinishedByUnbind() throws Exception {
    int steps = 0;
    for (boolean died = true; died; steps++) {
      Path root = RecordedHost.expand("amd-one-gpu", folder.resolve("back" + steps));
      var before = RecordedHost.snapshot(root);
      Ran.on(root, BIND);

      died = diesAt(steps, root, UNBIND);
      Ran.on(root, UNBIND);

      assertThat(withoutEmptyState(root)).as("step %s", steps).isEqualTo(before);
    }
    assertThat(steps).isBetween(10, STEPS_MAX);
  }

  /// Before the journal is there, or after it has gone, nobody remembers an empty folder of ours or
  /// the file that others wait at.
  private static Map<String, String> withoutEmptyState(Path root) throws IOException {
    var all = new TreeMap<>(RecordedHost.snapshot(root));
    if (!Files.exists(root.resolve(SetupJournal.FILE.substring(1)))) {
      all.remove(SetupJournal.LOCK);
      all.remove(SetupJournal.FOLDER);
      all.remove("/var/lib/byteleap-worker");
    }
    return all;
  }

  private static Map<String, String> settings(Path root) throws IOException {
    return settings(RecordedHost.snapshot(root));
  }

  private static Map<String, String> settings(Map<String, String> all) {
    var settings = new TreeMap<>(all);
    settings.keySet().removeIf(path -> !path.startsWith("/etc/"));
    return settings;
  }
}
