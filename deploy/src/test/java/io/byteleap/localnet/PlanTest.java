package io.byteleap.localnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.Seeds;
import io.byteleap.keys.Ss58;
import io.byteleap.localnet.LocalnetConfig.JavaOptions;
import io.byteleap.localnet.Member.Miner;
import io.byteleap.localnet.Member.Worker;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class PlanTest {
  private static final JavaOptions OPTIONS = new JavaOptions("", "", "");
  private static final Site SITE =
      Site.of(Path.of("/home/b l"), Path.of("/etc/net"), Path.of("/home/b l/.localnet"));

  @Test
  void workers_areSpreadOverTheMiners_onPortsOfTheirOwn() {
    var plan = Plan.of(2, 3, SITE, Ports.startingAnywhere(Seeds.generator(1)), OPTIONS);

    assertThat(plan.workers())
        .extracting(Member::role)
        .containsExactly(new Worker("miner-1"), new Worker("miner-2"), new Worker("miner-1"));
    assertThat(plan.workers().get(1).settings().get("miner_url"))
        .isEqualTo(
            "ws://127.0.0.1:" + plan.miners().get(1).settings().get("worker_management.port"));
    assertThat(plan.all()).extracting(Member::statusPort).doesNotHaveDuplicates();
    assertThat(plan.all()).extracting(Member::name).doesNotHaveDuplicates();
  }

  @Test
  void hotkeys_areAddresses_andStayTheSameFromRunToRun() {
    var first = Plan.of(1, 1, SITE, Ports.startingAnywhere(Seeds.generator(1)), OPTIONS);
    var second = Plan.of(1, 1, SITE, Ports.startingAnywhere(Seeds.generator(2)), OPTIONS);

    var role = first.miners().getFirst().role();
    assertThat(role).isEqualTo(second.miners().getFirst().role());
    assertThat(role)
        .isInstanceOfSatisfying(
            Miner.class, miner -> assertThat(Ss58.isAddress(miner.hotkey().value())).isTrue());
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
