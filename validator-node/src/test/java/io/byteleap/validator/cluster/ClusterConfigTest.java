package io.byteleap.validator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.byteleap.config.ConfigProblem;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.config.RecordConfig.Bad;
import io.byteleap.config.RecordConfig.Good;
import io.byteleap.node.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClusterConfigTest {
  private static final String LOCAL =
      "nodes: ['127.0.0.1:1', '127.0.0.1:2', '127.0.0.1:3']\nhost: 127.0.0.1\nport: 2\n";

  @TempDir private Path folder;

  private RecordConfig.Loaded<ClusterConfig> load(String yaml) throws IOException {
    return RecordConfig.load(
        ClusterConfig.class,
        Files.writeString(folder.resolve("cluster.yaml"), yaml),
        new Overrides(List.of(), Map.of()));
  }

  private ClusterConfig good(String yaml) throws IOException {
    return ((Good<ClusterConfig>) load(yaml)).config();
  }

  @Test
  void nothing_isOneProcess_thatNobodyCanConnectTo() throws IOException {
    var config = good("port: 2551\n");

    var settings = ClusterSettings.over(ConfigFactory.load("validator"), config);

    assertThat(config.isShared()).isFalse();
    assertThat(settings.getString("pekko.remote.artery.transport")).isEqualTo("tls-tcp");
    assertThat(settings.getString("pekko.remote.artery.canonical.hostname")).isEqualTo("127.0.0.1");
    assertThat(settings.getString("pekko.cluster.app-version")).isEqualTo(Build.version());
  }

  @Test
  void threeProcesses_needTwo_andTakeTheirTimesFromTheFile() throws IOException {
    var config = good(LOCAL + "plaintext_on_loopback: true\nsilence_max: 2s\nstable_after: 5s\n");

    var settings = ClusterSettings.over(ConfigFactory.load("validator"), config);

    assertThat(settings.getInt("pekko.cluster.min-nr-of-members")).isEqualTo(2);
    assertThat(settings.getInt("pekko.remote.artery.canonical.port")).isEqualTo(2);
    assertThat(settings.getString("pekko.remote.artery.transport")).isEqualTo("tcp");
    assertThat(settings.getDuration("pekko.cluster.failure-detector.acceptable-heartbeat-pause"))
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.getDuration("pekko.cluster.split-brain-resolver.stable-after"))
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.getString("pekko.cluster.split-brain-resolver.active-strategy"))
        .isEqualTo("keep-majority");
    assertThat(config.standstillMax()).isEqualTo(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nodes: ['127.0.0.1:1', '127.0.0.1:2']|nodes must be none, or 3 to 9",
        "nodes: ['127.0.0.1']|must be host:port, such as 10.0.0.1:2551",
        "nodes: ['127.0.0.1:70000']|port must be 1 to 65535, is 70000",
        "nodes: ['a b:1']|host must be a name or an IPv4 address",
        "nodes: ['h:1', 'h:1', 'h:2']|nodes must not name one twice",
        "nodes: ['h:1', 'h:2', 'h:3']|nodes must name this process too, by its host and port:"
            + " :2551",
        "silence_max: 500ms|silence_max must be 1s to 60s",
        "stable_after: 2m|stable_after must be 1s to 60s",
        "tls: {key_file: k}|certificate_file, key_file and ca_file are needed together",
      })
  void whatCannotWork_isNamed(String yaml, String problem) throws IOException {
    assertThat(problems(yaml)).anySatisfy(found -> assertThat(found).contains(problem));
  }

  @Test
  void processesThatDoNotKnowEachOther_areRefused() throws IOException {
    assertThat(problems(LOCAL))
        .anySatisfy(found -> assertThat(found).contains("either tls").contains("is needed"));
    assertThat(
            problems(
                LOCAL
                    + "plaintext_on_loopback: true\n"
                    + "tls: {certificate_file: c, key_file: k, ca_file: a}\n"))
        .anySatisfy(found -> assertThat(found).contains("either tls"));
    assertThat(problems(LOCAL.replace("127.0.0.1:3", "10.0.0.3:3") + "plaintext_on_loopback: true"))
        .anySatisfy(found -> assertThat(found).contains("for nodes on this machine only"));
  }

  private List<String> problems(String yaml) throws IOException {
    return ((Bad<ClusterConfig>) load(yaml))
        .problems().stream().map(ConfigProblem::toString).toList();
  }
}
