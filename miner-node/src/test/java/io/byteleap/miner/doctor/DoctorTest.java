package io.byteleap.miner.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.TestPorts;
import io.byteleap.miner.MinerConfig;
import io.byteleap.node.Finding;
import io.byteleap.node.Finding.Level;
import io.byteleap.port.Chain;
import io.byteleap.wallet.Wallet;
import io.byteleap.wallet.WalletName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Of a miner that does not run.
final class DoctorTest {
  private static final ChainSight EMPTY_SUBNET =
      new ChainSight(new Chain.Seen(Metagraph.EMPTY), new ChainSight.Unknown());

  @TempDir private Path folder;

  private Wallet wallet;
  private Path hotkey;
  private int workerPort;
  private int statusPort;

  @BeforeEach
  void makeWallet() throws IOException {
    wallet = Wallet.at(folder, new WalletName("miner"));
    wallet.makeHotkey(new WalletName("default"), Seeds.generator(1));
    hotkey = wallet.hotkey(new WalletName("default"));
    workerPort = TestPorts.free();
    statusPort = TestPorts.free();
  }

  @Test
  void minerThatDoesNotRun_isSaidSo_andItsPortsAreFree() throws IOException {
    var findings = findings(EMPTY_SUBNET);

    assertThat(finding("miner", findings).level()).isEqualTo(Level.WARN);
    assertThat(finding("miner", findings).remedy()).startsWith("start it");
    assertThat(finding("port for workers", findings).level()).isEqualTo(Level.OK);
    assertThat(finding("port for operators", findings).level()).isEqualTo(Level.OK);
    assertThat(finding("wallet miner/default", findings).level()).isEqualTo(Level.OK);
  }

  @Test
  void hotkeyThatIsNotRegistered_isNamed_andSoIsASubnetWithoutValidators() throws IOException {
    var findings = findings(EMPTY_SUBNET);

    assertThat(finding("registered miner/default", findings).level()).isEqualTo(Level.FAIL);
    assertThat(finding("registered miner/default", findings).remedy())
        .isEqualTo("register it: btcli subnets register --netuid 128");
    assertThat(finding("validators", findings).level()).isEqualTo(Level.FAIL);
  }

  @Test
  void chainThatCannotBeRead_isNamed() throws IOException {
    var away = new ChainSight(new Chain.Unseen("no node answers"), new ChainSight.Unknown());

    var finding = finding("chain", findings(away));

    assertThat(finding.level()).isEqualTo(Level.FAIL);
    assertThat(finding.measured()).isEqualTo("no node answers");
  }

  @Test
  void takenPort_isNamed_withItsKey() throws IOException {
    try (var taken = new ServerSocket(workerPort, 1, InetAddress.getLoopbackAddress())) {
      assertThat(taken.isBound()).isTrue();

      var finding = finding("port for workers", findings(EMPTY_SUBNET));

      assertThat(finding.level()).isEqualTo(Level.FAIL);
      assertThat(finding.measured()).startsWith("127.0.0.1:" + workerPort + " cannot be had");
      assertThat(finding.remedy()).contains("worker_management.port");
    }
  }

  @Test
  void hotkeyThatOthersCanRead_isWarnedOf() throws IOException {
    Files.setPosixFilePermissions(hotkey, PosixFilePermissions.fromString("rw-r--r--"));

    var finding = finding("wallet miner/default", findings(EMPTY_SUBNET));

    assertThat(finding.level()).isEqualTo(Level.WARN);
    assertThat(finding.remedy()).isEqualTo("chmod 600 " + hotkey);
  }

  @Test
  void missingHotkey_fails_andSaysNothingOfItsRegistration() throws IOException {
    Files.delete(hotkey);
    Files.deleteIfExists(wallet.hotkeyPublic(new WalletName("default")));

    var findings = findings(EMPTY_SUBNET);

    assertThat(finding("wallet miner/default", findings).level()).isEqualTo(Level.FAIL);
    assertThat(finding("wallet miner/default", findings).measured())
        .isEqualTo(hotkey + ": there is no such file");
    assertThat(finding("registered miner/default", findings).level()).isEqualTo(Level.WARN);
  }

  private static Finding finding(String check, List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.check().equals(check))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no finding " + check + " in " + findings));
  }

  private List<Finding> findings(ChainSight sight) throws IOException {
    var file = folder.resolve("miner.yaml");
    Files.writeString(
        file,
        """
        subtensor: {network: simulated, simulated_dir: "%s"}
        wallet: {name: miner, path: "%s"}
        worker_management: {host: 127.0.0.1, port: %d}
        status: {port: %d}
        """
            .formatted(folder, folder, workerPort, statusPort));
    var config =
        ((RecordConfig.Good<MinerConfig>)
                RecordConfig.load(MinerConfig.class, file, Overrides.NONE))
            .config();
    return new Doctor(config, _ -> sight, InstantSource.system()).findings();
  }
}
