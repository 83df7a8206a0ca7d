package io.byteleap.clusterctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InventoryTest {
  private static final String GOOD =
      """
      archive: dist/byteleap-0.1.0-linux-amd64.tar.gz
      database_url_file: database.url
      config:
        validator: validator.yaml
        miner: miner.yaml
        worker: worker.yaml
      hosts:
        - {name: w1, tier: worker, address: 10.0.0.5, ssh: 'root@10.0.0.5:2222', miner: m1}
        - {name: v1, tier: validator, address: 10.0.0.1, ssh: 10.0.0.1}
        - {name: v2, tier: validator, address: 10.0.0.2, ssh: 10.0.0.2}
        - {name: v3, tier: validator, address: 10.0.0.3, namespace: v3.pid, status_port: 9192}
        - name: m1
          tier: miner
          address: miner.example
          ssh: root@miner.example
          settings: {worker_management.port: 7799, worker_management.tls.mode: generated}
      """;

  @TempDir private Path folder = Path.of("");

  private Inventory read(String text) throws IOException, ClusterProblem {
    return read(Files.writeString(folder.resolve("cluster.yaml"), text));
  }

  private static Inventory read(Path file) throws ClusterProblem {
    return Inventory.of(RecordConfig.load(Inventory.class, file, Overrides.NONE), file);
  }

  private void assertRefused(String from, String to, String why) {
    assertThat(GOOD).contains(from);

    assertThatThrownBy(() -> read(GOOD.replace(from, to)))
        .isInstanceOf(ClusterProblem.class)
        .hasMessageContaining("cluster.yaml")
        .hasMessageContaining(why);
  }

  @Test
  void inventory_asAnOperatorWritesIt_isRead() throws Exception {
    var inventory = read(GOOD);

    assertThat(inventory.inOrder())
        .extracting(Host::name)
        .containsExactly("v1", "v2", "v3", "m1", "w1");
    assertThat(inventory.archive())
        .isEqualTo(folder.resolve("dist/byteleap-0.1.0-linux-amd64.tar.gz"));
    assertThat(inventory.certificates()).isEqualTo(folder.resolve("cluster-certs"));
    assertThat(inventory.of(Tier.VALIDATOR).getFirst().allSettings())
        .containsEntry("status.port", "9092")
        .containsEntry("wallet.path", "/var/lib/byteleap/validator/.bittensor/wallets");
    assertThat(inventory.of(Tier.MINER).getFirst().allSettings())
        .containsEntry("worker_management.port", "7799");
    assertThat(inventory.of(Tier.WORKER).getFirst().allSettings())
        .containsEntry("join_token_file", "/etc/byteleap/join.token")
        .doesNotContainKey("wallet.path");
  }

  @Test
  void unknownKey_isRefusedWithTheNearestOne() {
    assertRefused("status_port: 9192", "staus_port: 9192", "did you mean status_port?");
    assertRefused("database_url_file:", "database_file:", "is not a known key");
  }

  @Test
  void missingFile_isNamed() {
    assertThatThrownBy(() -> read(folder.resolve("none.yaml")))
        .isInstanceOf(ClusterProblem.class)
        .hasMessageContaining("none.yaml: there is no such file");
  }

  @Test
  void hosts_thatAreNotDifferent_areRefused() {
    assertRefused("name: v2", "name: v1", "two have the name 'v1'");
    assertRefused("address: 10.0.0.2", "address: 10.0.0.1", "two have the address '10.0.0.1'");
  }

  @Test
  void twoValidators_areRefused() {
    assertRefused("{name: v2, tier: validator", "{name: v2, tier: miner", "3 to 9, has 2");
  }

  @Test
  void validatorsWithoutDatabase_areRefused() {
    assertRefused("database_url_file: database.url", "", "database_url_file is needed");
  }

  @Test
  void tierWithoutConfiguration_isRefused() {
    assertRefused("  miner: miner.yaml\n", "", "config.miner is needed for m1");
  }

  @Test
  void minerThatIsNone_isRefused() {
    assertRefused("miner: m1}", "miner: v1}", "w1: miner must be the name of a miner's host");
    assertRefused("ssh: 10.0.0.2}", "ssh: 10.0.0.2, miner: m1}", "miner is for workers only");
  }

  @Test
  void wayToAHost_mustBeOneOfTwo() {
    assertRefused("ssh: 10.0.0.2}", "ssh: 10.0.0.2, namespace: v2.pid}", "and not both");
    assertRefused(", ssh: 10.0.0.2}", "}", "ssh or namespace is needed");
  }

  @Test
  void textsThatAShellOrSshWouldTakeForMore_areRefused() {
    assertRefused("ssh: 10.0.0.2}", "ssh: '-oProxyCommand=x'}", "ssh must be");
    assertRefused("ssh: 10.0.0.2}", "ssh: 'a;b'}", "ssh must be");
    assertRefused("name: v2", "name: '../v2'", "name must be");
    assertRefused("address: 10.0.0.2", "address: '10.0.0.2 x'", "host must be a name");
    assertRefused("ssh: 10.0.0.2}", "ssh: 10.0.0.2, wallets: '/a b'}", "wallets must be");
  }

  @Test
  void settings_ofTheInventoryItself_areRefused() {
    assertRefused("worker_management.port: 7799", "status.port: 7799", "the inventory itself says");
    assertRefused("worker_management.port: 7799", "cluster.host: a", "the inventory itself says");
    assertRefused("worker_management.port: 7799", "'A=B': c", "is no key of a configuration");
    assertRefused("mode: generated", "mode: \"a\\nBYTELEAP_X=1\"", "must be one line");
  }
}
