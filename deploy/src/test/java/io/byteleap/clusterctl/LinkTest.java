package io.byteleap.clusterctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.clusterctl.HostAgent.Unreachable;
import io.byteleap.clusterctl.Inventory.SshOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LinkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder = Path.of("");

  @Test
  void ssh_getsOneQuotedLineAndAsksNothing() throws IOException {
    var link =
        new Link.Ssh("root@10.0.0.1:2222", new SshOptions(Path.of("id"), Duration.ofSeconds(5)));

    var command = link.command(List.of("bash", "-c", "echo $1", "it's"));

    assertThat(command)
        .startsWith("ssh", "-o", "BatchMode=yes")
        .containsSequence("-i", "id", "-p", "2222", "--", "root@10.0.0.1")
        .endsWith("bash -c 'echo $1' 'it'\\''s'");
  }

  /// What a server makes of the line, in the shell of the user.
  @Test
  void hostScript_throughTheShellOfAServer_saysWhatItDoesNotKnow() throws Exception {
    var link = new Link.Ssh("h1", new SshOptions(Path.of(""), Duration.ofSeconds(5)));
    String line =
        link.command(List.of("bash", "-c", HostAgent.SCRIPT, "cluster-host", "$(id); 'x'"))
            .getLast();

    var process = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said).isEqualTo("what is '$(id); 'x''?\n");
  }

  @Test
  void namespaces_ofAFileWithoutProcess_cannotBeReached() throws IOException {
    Path none = folder.resolve("none.pid");
    Path other = Files.writeString(folder.resolve("other.pid"), "1; id\n");

    assertThatThrownBy(() -> new Link.Namespaces(other).command(List.of("id")))
        .hasMessageContaining("holds no process id");
    assertThat(agent(none).ask(PATIENCE, "probe", "worker", "")).isInstanceOf(Unreachable.class);
  }

  private static HostAgent agent(Path pidFile) {
    var host = new Host("w1", Tier.WORKER, "10.0.0.5", "", pidFile, 0, 2551, "", "", Map.of());
    return new HostAgent(host, new Link.Namespaces(pidFile));
  }
}
