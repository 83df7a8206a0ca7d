package io.byteleap.localnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.Seeds;
import io.byteleap.keys.Ss58;
import io.byteleap.localnet.LocalnetConfig.JavaOptions;
import io.byteleap.localnet.LocalnetConfig.MachinesConfig;
import io.byteleap.localnet.Member.Miner;
import io.byteleap.localnet.Member.Worker;
import io.byteleap.localnet.Snapshot.Version;
import io.byteleap.node.FreePorts;
import io.byteleap.node.WalletConfig;
import io.byteleap.wallet.NodeHotkey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlanTest {
  private static final JavaOptions OPTIONS = new JavaOptions("", "", "");
  private static final Site SITE =
      Site.of(Path.of("/home/b l"), Path.of("/etc/net"), Path.of("/home/b l/.localnet"));

  @TempDir private Path folder;

  @Test
  void workers_areSpreadOverTheMiners_onPortsOfTheirOwn() throws IOException {
    var plan =
        Plan.of(3, wallets(2), SITE, FreePorts.startingAnywhere(Seeds.generator(1)), OPTIONS);

    assertThat(plan.workers())
        .extracting(Member::role)
        .containsExactly(new Worker("miner-1"), new Worker("miner-2"), new Worker("miner-1"));
    assertThat(plan.workers().get(1).settings().get("miner_url"))
        .isEqualTo(
            "wss://127.0.0.1:" + plan.miners().get(1).settings().get("worker_management.port"));
    assertThat(plan.workers())
        .extracting(plan::minerOf)
        .containsExactly(
            plan.miners().getFirst(), plan.miners().getLast(), plan.miners().getFirst());
    assertThat(plan.all()).extracting(Member::statusPort).doesNotHaveDuplicates();
    assertThat(plan.all()).extracting(Member::name).doesNotHaveDuplicates();
  }

  @Test
  void oldWorkers_areEverySecond_fromTheFirst() throws IOException {
    var plan =
        Plan.of(3, wallets(1), SITE, FreePorts.startingAnywhere(Seeds.generator(1)), OPTIONS);

    assertThat(plan.workers()).extracting(Plan::versionOf).containsOnly(Version.V2);
    assertThat(plan.withOldWorkers().workers())
        .extracting(Plan::versionOf)
        .containsExactly(Version.V1, Version.V2, Version.V1);
    assertThat(plan.withOldWorkers().workers().getFirst().settings())
        .containsEntry("compute.exact", "false");
  }

  @Test
  void nodes_findTheirWallets() throws IOException {
    var wallets = wallets(1);
    var plan = Plan.of(1, wallets, SITE, FreePorts.startingAnywhere(Seeds.generator(1)), OPTIONS);

    var miner = plan.miners().getFirst();
    assertThat(miner.role()).isEqualTo(new Miner(wallets.of("miner-1")));
    assertThat(miner.settings())
        .containsEntry("wallet.name", "miner-1")
        .containsEntry("wallet.path", folder.toString());
    assertThat(plan.validator().settings()).containsEntry("wallet.name", "validator");
    assertThat(NodeHotkey.open(new WalletConfig("miner-1", "default", folder, Path.of(""))))
        .isInstanceOfSatisfying(
            NodeHotkey.Opened.class,
            opened -> assertThat(opened.signer().hotkey()).isEqualTo(wallets.of("miner-1")));
  }

  @Test
  void wallets_stayTheSameFromRunToRun_andAreTheirOwnersOnly() throws IOException {
    var first = wallets(1);

    assertThat(wallets(2).hotkeys()).containsAllEntriesOf(first.hotkeys()).hasSize(3);
    assertThat(first.hotkeys().values()).allMatch(hotkey -> Ss58.isAddress(hotkey.value()));
    assertThat(Files.getPosixFilePermissions(folder.resolve("miner-1/hotkeys/default")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void walletThatWasBegunOnly_isMadeAgain() throws IOException {
    Path hotkeys = Files.createDirectories(folder.resolve("miner-1/hotkeys"));
    Files.createFile(hotkeys.resolve("default"));

    assertThat(wallets(1)).isEqualTo(wallets(1));
  }

  @Test
  void machines_areMadeByEveryWorker_atTheValidatorsGateway() throws IOException {
    var ports = FreePorts.startingAnywhere(Seeds.generator(1));
    var config =
        new MachinesConfig(
            512,
            1,
            3,
            Path.of("/var/lib/m"),
            Path.of("/run/sock"),
            "qemu",
            Duration.ofMinutes(1),
            Duration.ofMinutes(1));
    var machines =
        new MachineSite(
            config.folder(), Path.of("/guest.qcow2"), new Virsh(config.socket()), false);

    var plan =
        Plan.of(2, wallets(1), SITE, ports, OPTIONS).withMachines(machines, config, SITE, ports);

    assertThat(plan.validator().settings())
        .containsEntry("gateway.enable", "true")
        .containsEntry("gateway.public_name", "localhost")
        .containsKeys("gateway.enrolment_port", "gateway.session_port");
    assertThat(plan.workers())
        .extracting(Member::settings)
        .allSatisfy(
            settings ->
                assertThat(settings)
                    .containsEntry("vmgw.enable", "true")
                    .containsEntry("vmgw.enrolment_hosts", "[localhost]")
                    .containsEntry("vmgw.socket_path", "/run/sock")
                    .containsEntry("vm.qemu_user", "qemu"));
    assertThat(plan.workers())
        .extracting(worker -> worker.settings().get("vm.cloud_init_dir"))
        .containsExactly("/var/lib/m/worker-1", "/var/lib/m/worker-2");
  }

  private Wallets wallets(int miners) throws IOException {
    return Wallets.in(folder, miners);
  }

  @Test
  void commandLine_canBeTypedIntoAShell() {
    var settings = new TreeMap<String, String>();
    settings.put("a", "1");
    settings.put("b", "it's");
    var member =
        new Member(
            new Worker("miner-1"),
            "worker-1",
            "-XX:A -XX:B",
            Path.of("/opt/x/byteleap-worker"),
            Path.of("/etc/b l/worker.yaml"),
            settings,
            Path.of("/tmp/log"),
            17_000);

    assertThat(member.commandLine())
        .isEqualTo(
            "env 'BYTELEAP_JAVA_OPTS=-XX:A -XX:B' /opt/x/byteleap-worker --config '/etc/b"
                + " l/worker.yaml' --set a=1 --set 'b=it'\\''s'");
  }
}
