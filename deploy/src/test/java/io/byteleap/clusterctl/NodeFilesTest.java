package io.byteleap.clusterctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.clusterctl.Inventory.Configs;
import io.byteleap.clusterctl.Inventory.JavaOptions;
import io.byteleap.clusterctl.Inventory.SshOptions;
import io.byteleap.clusterctl.NodeFiles.NodeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeFilesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String URL = "postgresql://u:secret@10.0.0.10/byteleap";

  @TempDir private Path folder = Path.of("");

  private static final List<Host> VALIDATORS =
      IntStream.rangeClosed(1, 3).mapToObj(NodeFilesTest::validator).toList();

  private static Host validator(int number) {
    return new Host(
        "v" + number,
        Tier.VALIDATOR,
        "10.0.0." + number,
        "v" + number,
        Path.of(""),
        0,
        2551,
        "",
        "",
        Map.of("external_ip", "203.0.113.7"));
  }

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("validator.yaml"), "netuid: 128\n");
    Path url = Files.writeString(folder.resolve("database.url"), URL + "\n");
    Files.setPosixFilePermissions(url, PosixFilePermissions.fromString("rw-------"));
  }

  private Inventory inventory() {
    return new Inventory(
        folder.resolve("a.tar.gz"),
        folder.resolve("certs"),
        folder.resolve("database.url"),
        new Configs(folder.resolve("validator.yaml"), Path.of(""), Path.of("")),
        new SshOptions(Path.of(""), Duration.ofSeconds(5)),
        new JavaOptions("-Xmx512m", "", ""),
        Duration.ofMinutes(1),
        VALIDATORS);
  }

  private NodeCertificates certificates() {
    return new NodeCertificates(folder.resolve("certs"), NOW);
  }

  private NodeFile file(String name) throws ClusterProblem {
    return new NodeFiles(inventory())
        .of(VALIDATORS.get(1)).stream()
            .filter(file -> file.name().equals(name))
            .findFirst()
            .orElseThrow();
  }

  @Test
  void validator_getsItsPlaceInTheClusterAndItsOwnVariables() throws Exception {
    certificates().complete(VALIDATORS);

    assertThat(file("validator_config.yaml").text())
        .startsWith("netuid: 128\n")
        .contains("nodes: ['10.0.0.1:2551', '10.0.0.2:2551', '10.0.0.3:2551']")
        .contains("host: 10.0.0.2\n");
    assertThat(file("validator.env").text())
        .contains("BYTELEAP_EXTERNAL_IP=203.0.113.7\n")
        .contains("BYTELEAP_STATUS__PORT=9092\n")
        .contains("BYTELEAP_JAVA_OPTS=-Xmx512m\n")
        .doesNotContain("secret");
    assertThat(file("cluster.key.pem").mode()).isEqualTo("0600");
  }

  @Test
  void databaseUrl_isInAFileOfItsOwnAndNeverShown() throws Exception {
    certificates().complete(VALIDATORS);

    assertThat(file("database.env").text()).isEqualTo("BYTELEAP_DATABASE__URL=" + URL + "\n");
    assertThat(file("database.env").mode()).isEqualTo("0600");
    assertThat(file("database.env").toString()).doesNotContain("secret");
  }

  @Test
  void databaseUrl_thatOthersMayRead_isRefused() throws Exception {
    certificates().complete(VALIDATORS);
    Files.setPosixFilePermissions(
        folder.resolve("database.url"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> file("database.env"))
        .isInstanceOf(ClusterProblem.class)
        .hasMessageContaining("chmod 600")
        .hasMessageNotContaining("secret");
  }

  @Test
  void certificates_thatAreMissing_areMadeOnceByOneAuthority() throws Exception {
    certificates().complete(VALIDATORS.subList(0, 2));
    String authority = certificates().authority();
    byte[] first = Files.readAllBytes(folder.resolve("certs/nodes/10.0.0.1/cluster.pem"));

    certificates().complete(VALIDATORS);

    assertThat(certificates().problems(VALIDATORS)).isEmpty();
    assertThat(certificates().authority()).isEqualTo(authority).hasSize(64);
    assertThat(folder.resolve("certs/nodes/10.0.0.1/cluster.pem")).hasBinaryContent(first);
  }

  @Test
  void certificate_ofAnotherAuthority_isNamed() throws Exception {
    certificates().complete(VALIDATORS);
    new NodeCertificates(folder.resolve("other"), NOW).complete(VALIDATORS);
    for (String name : List.of("cluster.pem", "cluster.key.pem")) {
      Files.copy(
          folder.resolve("other/nodes/10.0.0.3").resolve(name),
          folder.resolve("certs/nodes/10.0.0.3").resolve(name),
          StandardCopyOption.REPLACE_EXISTING);
    }

    assertThat(certificates().problems(VALIDATORS))
        .singleElement()
        .asString()
        .startsWith("v3: ")
        .contains("was not signed by");
  }

  @Test
  void certificate_thatIsOver_isNamed() throws Exception {
    certificates().complete(VALIDATORS);
    var later = new NodeCertificates(folder.resolve("certs"), NOW.plus(Duration.ofDays(731)));

    assertThat(later.problems(VALIDATORS)).hasSize(3).allMatch(line -> line.contains("--renew"));
  }
}
