package io.byteleap.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.config.ConfigProblem;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SubtensorConfigTest {
  @TempDir private Path folder;

  public record Config(SubtensorConfig subtensor) {}

  @Test
  void simulatedNetwork_hasNoNodes() throws IOException {
    var loaded = load("network: simulated\n  simulated_dir: ./chain");

    assertThat(loaded)
        .isInstanceOfSatisfying(
            RecordConfig.Good.class,
            good -> {
              var subtensor = ((Config) good.config()).subtensor();
              assertThat(subtensor.nodes()).isEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "network: finney",
        "network: test",
        "network: local",
        "network: ws://127.0.0.1:9944",
        "network: wss://node.example:443",
        "network: finney\n  endpoints: ['wss://node.example', 'ws://127.0.0.1:9944']"
      })
  void networksOfTheChain_haveNodes(String lines) throws IOException {
    var subtensor = ((RecordConfig.Good<Config>) load(lines)).config().subtensor();

    assertThat(subtensor.nodes()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "network: fnney|must be finney, test, local, simulated, or the address of a node",
        "network: http://x|must be finney, test, local, simulated, or the address of a node",
        "network: ws://|must be an address such as ws://127.0.0.1:9944",
        "network: ws://a:b@c|must have no user, password or fragment",
        "{network: simulated, simulated_dir: c, endpoints: [x]}|must begin with ws:// or wss://",
        "{network: simulated, simulated_dir: c, endpoints: ['ws://a']}|has no endpoints",
        "{network: finney, endpoints: ['ws://a', 'ws://a']}|must be 8 at most, none of them twice",
        "network: simulated|the simulated network needs simulated_dir",
        "{network: simulated, endpoint: x}|endpoint is not a known key; did you mean endpoints?"
      })
  void badValue_isNamed(String lines, String says) throws IOException {
    assertThat(problems(lines)).anySatisfy(problem -> assertThat(problem).contains(says));
  }

  static Stream<Network> networksOfTheChain() {
    return Stream.of(
        Network.parse("finney"),
        Network.parse("TEST"),
        Network.parse("local"),
        Network.parse("ws://127.0.0.1:9944"));
  }

  @ParameterizedTest
  @MethodSource("networksOfTheChain")
  void networkOfTheChain_hasUsualEndpoints(Network network) {
    assertThat(network.usualEndpoints()).isNotEmpty().doesNotHaveDuplicates();
  }

  private Stream<String> problems(String lines) throws IOException {
    return ((RecordConfig.Bad<Config>) load(lines)).problems().stream().map(ConfigProblem::line);
  }

  private RecordConfig.Loaded<Config> load(String lines) throws IOException {
    var file =
        Files.writeString(
            folder.resolve("node.yaml"),
            lines.startsWith("{") ? "subtensor: " + lines : "subtensor:\n  " + lines);
    return RecordConfig.load(Config.class, file, Overrides.NONE);
  }
}
