package io.byteleap.worker.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every command on every recorded host: each line printed and each file written is compared with
/// golden files.
final class RecordedHostsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "intel-one-gpu",
        "amd-one-gpu",
        "eight-gpus",
        "shared-with-nic",
        "audio-only",
        "boot-display",
        "no-iommu",
        "already-bound",
        "virtual-machine",
        "hostile"
      })
  void everyCommand_saysWhatItShould_andUnbindRestoresEveryByte(String name) throws Exception {
    Path root = RecordedHost.expand(name, folder);
    var before = RecordedHost.snapshot(root);

    for (String command : new String[] {"verify", "list", "debug", "doctor"}) {
      Ran.check(name + "/" + command + ".txt", Ran.on(root, command).text());
      Ran.check(name + "/" + command + ".json", Ran.on(root, command, "--json").text());
    }
    Ran.check(name + "/bind-dry-run.json", Ran.on(root, "bind", "--json", "--dry-run").text());
    assertThat(RecordedHost.snapshot(root)).isEqualTo(before);

    Ran.check(name + "/bind.txt", Ran.on(root, "bind", "--yes").text());
    Ran.check(name + "/bind-files.txt", difference(before, RecordedHost.snapshot(root)));
    Ran.check(name + "/bind-again.txt", Ran.on(root, "bind", "--yes").text());
    Ran.check(name + "/verify-bound.txt", Ran.on(root, "verify").text());
    Ran.check(name + "/unbind.txt", Ran.on(root, "unbind", "--yes").text());
    assertThat(RecordedHost.snapshot(root)).isEqualTo(before);
  }

  /// What is new or other than before.
  private static String difference(Map<String, String> before, Map<String, String> after) {
    assertThat(after.keySet()).containsAll(before.keySet());
    return after.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
        .map(entry -> "==== " + entry.getKey() + "\n" + entry.getValue() + "\n")
        .collect(Collectors.joining());
  }
}
