package io.byteleap.worker.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Vectors;
import io.byteleap.host.HostRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkerIdentityTest {
  private static final String MACHINE_ID = "0123456789abcdef0123456789abcdef";

  @TempDir private Path machine;
  @TempDir private Path data;

  /// The vectors whose facts are all texts; ours have no others.
  static Stream<JsonNode> vectors() {
    return Vectors.cases("worker_id", "cases")
        .filter(
            vector ->
                StreamSupport.stream(vector.path("fingerprint").spliterator(), false)
                    .allMatch(JsonNode::isTextual));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void id_isThatOfTheExistingWorkers(JsonNode vector) {
    var facts = new TreeMap<String, String>();
    vector
        .path("fingerprint")
        .properties()
        .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));

    assertThat(new Fingerprint(facts).workerId().value())
        .isEqualTo(vector.path("worker_id").asText());
  }

  @BeforeEach
  void recordMachine() throws IOException {
    write("/etc/machine-id", MACHINE_ID + "\n");
    write("/sys/class/net/lo/address", "00:00:00:00:00:00\n");
    write("/sys/class/net/docker0/address", "02:42:00:00:00:01\n");
    write("/sys/class/net/enp3s0/address", "a8:a1:59:00:11:22\n");
    write("/proc/sys/kernel/osrelease", "6.8.0-1\n");
  }

  @Test
  void fingerprint_isOfTheMachine_notOfItsKernel() throws IOException {
    var before = fingerprint("");
    write("/proc/sys/kernel/osrelease", "6.9.0-2\n");

    assertThat(before.facts())
        .containsEntry("machine_id", MACHINE_ID)
        .containsEntry("primary_mac", "a8:a1:59:00:11:22")
        .containsEntry("processor", "")
        .containsKey("machine")
        .hasSize(4);
    assertThat(fingerprint("")).isEqualTo(before);
  }

  @Test
  void preferredCard_namesTheMachine_inTheOrderOfNames() throws IOException {
    write("/sys/class/net/eno1/address", "aa:00:00:00:00:01\n");
    write("/sys/class/net/eth0/address", "00:00:00:00:00:00\n");

    assertThat(fingerprint("").facts()).containsEntry("primary_mac", "aa:00:00:00:00:01");
  }

  @Test
  void machineWithoutAPreferredCard_isNamedByAnyOther_orByANumber() throws IOException {
    Files.delete(machine.resolve("sys/class/net/enp3s0/address"));
    var byOther = fingerprint("").facts();
    Files.delete(machine.resolve("sys/class/net/docker0/address"));
    Files.delete(machine.resolve("etc/machine-id"));
    var byNumber = fingerprint("").facts();

    assertThat(byOther).containsEntry("primary_mac", "02:42:00:00:00:01");
    assertThat(byNumber).doesNotContainKey("machine_id");
    assertThat(byNumber.get("primary_mac")).matches("0x[0-9a-f]{12}");
  }

  @Test
  void instances_areDifferentWorkers() {
    assertThat(fingerprint("a").workerId())
        .isNotEqualTo(fingerprint("b").workerId())
        .isNotEqualTo(fingerprint("").workerId());
  }

  @Test
  void id_isKept_whateverBecomesOfTheMachine() throws Exception {
    var made = load();
    write("/etc/machine-id", "ffffffffffffffffffffffffffffffff\n");

    assertThat(made).isEqualTo(fingerprintOfRecorded());
    assertThat(load()).isEqualTo(made);
    assertThat(Files.readString(data.resolve("worker-id"))).isEqualTo(made + "\n");
  }

  private static WorkerId fingerprintOfRecorded() {
    var facts = new TreeMap<String, String>();
    facts.put("machine", System.getProperty("os.arch").replace("amd64", "x86_64"));
    facts.put("machine_id", MACHINE_ID);
    facts.put("primary_mac", "a8:a1:59:00:11:22");
    facts.put("processor", "");
    return new Fingerprint(facts).workerId();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "0123456789abcde", "0123456789ABCDEF", "worker one"})
  void damagedFile_isRefusedByName(String content) throws IOException {
    Files.writeString(data.resolve("worker-id"), content);

    assertThatThrownBy(this::load)
        .isInstanceOf(IdentityProblem.class)
        .hasMessageStartingWith(data.resolve("worker-id") + " is damaged");
  }

  @Test
  void folderThatCannotBeWritten_isNamed() throws IOException {
    Path file = Files.writeString(data.resolve("file"), "");

    assertThatThrownBy(() -> WorkerIdentity.hold(file.resolve("folder"), () -> fingerprint("")))
        .isInstanceOf(IdentityProblem.class)
        .hasMessage(file.resolve("folder") + " (data_dir) cannot be written: FileSystemException");
  }

  @Test
  void folderOfAnotherWorker_isRefused_untilThatOneEnds() throws IdentityProblem {
    try (var held = WorkerIdentity.hold(data, () -> fingerprint(""))) {
      assertThatThrownBy(this::load)
          .isInstanceOf(IdentityProblem.class)
          .hasMessage(data + " (data_dir) is in use by another worker; each needs its own");
      assertThat(held.id()).isNotNull();
    }
    assertThat(load()).isNotNull();
  }

  private WorkerId load() throws IdentityProblem {
    try (var identity = WorkerIdentity.hold(data, () -> fingerprint(""))) {
      return identity.id();
    }
  }

  private Fingerprint fingerprint(String instance) {
    return Fingerprint.of(new HostRoot(machine), instance, Seeds.generator(1));
  }

  private void write(String path, String text) throws IOException {
    Path file = machine.resolve(path.substring(1));
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }
}
