package io.byteleap.miner;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.config.ConfigProblem;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.config.RecordConfig.Bad;
import io.byteleap.config.RecordConfig.Good;
import io.byteleap.config.RecordConfig.Loaded;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.miner.admission.LegacyPolicy;
import io.byteleap.miner.tls.TlsConfig;
import io.byteleap.miner.validator.AxonOverride;
import io.byteleap.miner.validator.ValidatorPolicy.Trust;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

final class MinerConfigTest {
  private static final Path SAMPLE = Path.of("../deploy/config/miner.yaml");
  private static final String HOTKEY = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
  private static final String VALIDATOR = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

  /// The least that a miner must be told.
  private static final String LEAST =
      """
      subtensor: {network: simulated, simulated_dir: ./chain}
      """;

  @TempDir private Path folder;

  @Test
  void sample_loadsUnchanged_andHoldsTheDefaults() throws IOException {
    var sample = RecordConfig.load(MinerConfig.class, SAMPLE, Overrides.NONE);

    assertThat(sample)
        .isInstanceOf(Good.class)
        .isEqualTo(load(LEAST + "worker_management: {legacy_workers: refuse}\n"));
  }

  @Test
  void sample_namesEveryKey() throws IOException {
    Map<String, Object> written =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(SAMPLE));

    assertThat(missing(MinerConfig.class, written, "")).isEmpty();
  }

  @Test
  void existingOperatorsFile_isTakenAsItIs() throws IOException {
    String existing =
        """
        netuid: 128
        subtensor:
          network: finney
        metagraph:
          sync_interval: 60
          validator_whitelist:
            %s: null
          validator_min_stake_tao: 10000
          blacklist: {threshold: 5, ttl_seconds: 600}
        wallet: {name: miner-testnet, hotkey: default, path: ~/.bittensor/wallets}
        logging: {log_level: INFO, log_dir: ./logs}
        heartbeat_interval: 60
        task_poll_interval: 30
        max_retries: 3
        worker_management:
          host: 0.0.0.0
          port: 7799
          heartbeat_interval: 30
          heartbeat_timeout: 90
        """
            .formatted(VALIDATOR);

    var config = good(existing);

    assertThat(config.subtensor().nodes()).isNotEmpty();
    assertThat(config.workerManagement().legacy())
        .isEqualTo(new LegacyPolicy(LegacyPolicy.Decision.UNDECIDED, List.of()));
    assertThat(config.workerManagement().tls().mode()).isEqualTo(TlsConfig.Mode.OFF);
    assertThat(config.security()).isEqualTo(new MinerConfig.SecurityConfig(HandshakePolicy.COMPAT));
  }

  @Test
  void whoMayConnect_isRead_andWhatDoesNotFitIsNamed() throws IOException {
    var workers =
        good(LEAST
                + """
                worker_management:
                  legacy_workers: allow
                  legacy_addresses: [10.0.0.0/8, "2001:db8::/32", 192.0.2.7]
                  tls: {mode: generated}
                  public_url: wss://miner.example:7799
                """)
            .workerManagement();

    assertThat(workers.legacy().decision()).isEqualTo(LegacyPolicy.Decision.ALLOW);
    assertThat(workers.legacy().addresses())
        .extracting(Object::toString)
        .containsExactly("10.0.0.0/8", "2001:db8:0:0:0:0:0:0/32", "192.0.2.7/32");
    assertThat(problems(LEAST + "worker_management: {legacy_workers: maybe}\n"))
        .singleElement()
        .asString()
        .contains("must be one of allow, refuse, undecided, is 'maybe'");
    assertThat(problems(LEAST + "worker_management: {legacy_addresses: [miner.example]}\n"))
        .singleElement()
        .asString()
        .contains("must be an address or a range such as 10.0.0.0/8");
    assertThat(problems(LEAST + "worker_management: {legacy_addresses: [10.0.0.0/33]}\n"))
        .singleElement()
        .asString()
        .contains("the prefix must be 0 to 32");
    assertThat(problems(LEAST + "worker_management: {tls: {mode: files, key: k.pem}}\n"))
        .singleElement()
        .asString()
        .contains("certificate and key must be named where mode is files");
    assertThat(problems(LEAST + "worker_management: {tls: {certificate: c.pem}}\n"))
        .singleElement()
        .asString()
        .contains("mode must be files where certificate or key is named");
    assertThat(problems(LEAST + "worker_management: {public_url: 'http://miner'}\n"))
        .singleElement()
        .asString()
        .contains("public_url must begin with ws:// or wss://");
  }

  @Test
  void whitelist_takesEndpointsOrNothing() throws IOException {
    var config =
        good(
            LEAST
                + """
                metagraph:
                  validator_whitelist:
                    %s: "[::1]:9091"
                    %s:
                  whitelist_needs_permit: false
                """
                    .formatted(VALIDATOR, HOTKEY));

    var policy = config.metagraph().policy();
    assertThat(policy.whitelist())
        .containsEntry(new Hotkey(VALIDATOR), new AxonOverride.At(new Endpoint("::1", 9_091)))
        .containsEntry(new Hotkey(HOTKEY), new AxonOverride.OnChain());
    assertThat(policy.whitelistTrust()).isEqualTo(Trust.UNCONDITIONAL);
  }

  @Test
  void wrongValues_areNamed() throws IOException {
    assertThat(problems(LEAST + "metagraph: {validator_whitelist: {5Nobody: null}}\n"))
        .singleElement()
        .asString()
        .contains("metagraph validator_whitelist: not an SS58 address");
    assertThat(
            problems(
                LEAST + "metagraph: {validator_whitelist: {%s: nowhere}}\n".formatted(VALIDATOR)))
        .singleElement()
        .asString()
        .contains("metagraph.validator_whitelist." + VALIDATOR + " must be ip:port");
    assertThat(problems(LEAST + "heartbeat_intervall: 5\n"))
        .singleElement()
        .asString()
        .endsWith("is not a known key; did you mean heartbeat_interval?");
    assertThat(problems(LEAST + "heartbeat_interval: 0\n"))
        .singleElement()
        .asString()
        .contains("heartbeat_interval must be positive");
    assertThat(problems(LEAST + "task_poll_interval: 5kb\n"))
        .singleElement()
        .asString()
        .contains("task_poll_interval must be a duration");
    assertThat(problems(LEAST + "worker_management: {port: 80}\n"))
        .singleElement()
        .asString()
        .contains("worker_management port must be 1024 to 65535, is 80");
    assertThat(problems(LEAST + "security: {handshake: lax}\n"))
        .singleElement()
        .asString()
        .contains("security.handshake must be one of strict, compat, is 'lax'");
    assertThat(problems(LEAST + "metagraph: {validator_min_stake_tao: 99999999999999}\n"))
        .singleElement()
        .asString()
        .contains("validator_min_stake_tao must be 1 to 21000000");
    assertThat(problems(LEAST + "metagraph: {blacklist: {threshold: 0}}\n"))
        .singleElement()
        .asString()
        .contains("threshold must be 1 or more");
  }

  @Test
  void hotkeys_mayBeMany_eachWithItsDoor() throws IOException {
    var config =
        good(
            LEAST
                + """
                hotkeys:
                  - {wallet: {name: a, hotkey: one}, path: /one}
                  - {wallet: {name: a, hotkey: two}, path: /two}
                  - {wallet: {name: b}, port: 7800}
                """);

    assertThat(config.identities())
        .extracting(hotkey -> hotkey.name() + " at " + hotkey.door())
        .containsExactly("a/one at 7799/one", "a/two at 7799/two", "b/default at 7800/");
  }

  @Test
  void withoutAList_theHotkeyIsThatOfTheWallet() throws IOException {
    var config = good(LEAST + "wallet: {name: a, hotkey: one}\n");

    assertThat(config.identities())
        .extracting(hotkey -> hotkey.name() + " at " + hotkey.door())
        .containsExactly("a/one at 7799/");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hotkeys: [{wallet: {name: a}, path: /x}, {wallet: {name: b}, path: /x}]"
            + "|hotkeys[0] and hotkeys[1] have the same door for workers, 7799/x",
        "hotkeys: [{wallet: {name: a}, path: /x}, {wallet: {name: a}, path: /y}]"
            + "|hotkeys[0] and hotkeys[1] have the same key",
        "{hotkeys: [{wallet: {name: b}}], wallet: {name: a}}"
            + "|wallet and hotkeys stand beside each other: move wallet into hotkeys",
        "hotkeys: [{wallet: {name: b}, port: 80}]|hotkeys[0] port must be 1024 to 65535, is 80",
        "hotkeys: [{wallet: {name: b}, path: x}]|hotkeys[0].path must be a path such as /miner-1",
        "hotkeys: [{walet: {name: b}}]|hotkeys[0].walet is not a known key; did you mean wallet?",
        "hotkeys: [{wallet: {name: b}, port: 9093}]|status.port 9093 is a port for workers too",
        "status: {port: 7799}|status.port 7799 is a port for workers too",
        "drain_timeout: 11m|drain_timeout must be"
      })
  void hotkeysThatDoNotGoTogether_areNamed(String yaml, String says) throws IOException {
    String file = yaml.startsWith("{") ? yaml.substring(1, yaml.length() - 1) : yaml;
    String lines = file.replace("}], wallet", "}]\nwallet");

    assertThat(problems(LEAST + lines + "\n")).singleElement().asString().contains(says);
  }

  @Test
  void durations_mayBeShort() throws IOException {
    var config = good(LEAST + "heartbeat_interval: 500ms\n");

    assertThat(config.heartbeatInterval()).isEqualTo(Duration.ofMillis(500));
  }

  private static List<String> missing(Class<?> type, Map<?, ?> written, String path) {
    List<String> missing = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String key = component.getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2");
      key = key.toLowerCase(Locale.ROOT);
      if (!written.containsKey(key)) {
        missing.add(path + key);
      } else if (written.get(key) instanceof Map<?, ?> inner && isSection(component.getType())) {
        missing.addAll(missing(component.getType(), inner, path + key + "."));
      }
    }
    return missing;
  }

  private static boolean isSection(Class<?> type) {
    return type.isRecord()
        && Arrays.stream(type.getMethods()).noneMatch(method -> method.getName().equals("parse"));
  }

  private Loaded<MinerConfig> load(String yaml) throws IOException {
    var file = folder.resolve("miner.yaml");
    Files.writeString(file, yaml);
    return RecordConfig.load(MinerConfig.class, file, Overrides.NONE);
  }

  private MinerConfig good(String yaml) throws IOException {
    return ((Good<MinerConfig>) load(yaml)).config();
  }

  private List<String> problems(String yaml) throws IOException {
    return ((Bad<MinerConfig>) load(yaml)).problems().stream().map(ConfigProblem::line).toList();
  }
}
