package io.byteleap.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.config.ConfigProblem;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.config.RecordConfig.Bad;
import io.byteleap.config.RecordConfig.Good;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.RowPolicy;
import io.byteleap.domain.gpu.SignerKeys;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.presence.AddressPenalty;
import io.byteleap.domain.scoring.ComponentWeights;
import io.byteleap.domain.scoring.ParticipationRule;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.domain.units.Ratio;
import io.byteleap.node.Network;
import io.byteleap.persistence.postgres.DatabaseUrl;
import io.byteleap.validator.challenge.ExactPolicy;
import io.byteleap.validator.challenge.ModelAllowlist;
import io.byteleap.validator.challenge.MusterPlan;
import io.byteleap.validator.challenge.WorkPolicy.GpuPolicy;
import io.byteleap.validator.enrolment.GatewayTokens;
import io.byteleap.validator.enrolment.GatewayUrl;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

final class ValidatorConfigTest {
  private static final Path SAMPLE = Path.of("../deploy/config/validator.yaml");
  private static final Path EXISTING = Path.of("src/test/resources/existing/validator_config.yaml");

  @TempDir private Path folder;

  @Test
  void sample_loads_andSaysTheDefaults() throws IOException {
    var needed = List.of("host=127.0.0.1", "subtensor.simulated_dir=/tmp/chain");
    var nothing =
        Files.writeString(folder.resolve("nothing.yaml"), "subtensor:\n  network: simulated\n");

    var sample = load(SAMPLE, needed);
    var defaults = load(nothing, needed);

    assertThat(sample).isInstanceOf(Good.class);
    assertThat(sample).hasToString(defaults.toString()); // secrets are equal to nothing
  }

  @Test
  void gpuChallenges_areIssuedWhenConfigured_andThePublishedKeyIsTrusted() {
    var loaded =
        load(
            SAMPLE,
            List.of(
                "host=127.0.0.1",
                "subtensor.simulated_dir=/tmp/chain",
                "validation.challenge_type=gpu_matrix"));

    assertThat(((Good<ValidatorConfig>) loaded).config().validation().work())
        .isInstanceOfSatisfying(
            GpuPolicy.class,
            work -> {
              assertThat(work.capability()).isEqualTo("gpu_matrix");
              assertThat(work.signers().keys()).containsExactly(SignerKeys.PUBLISHED);
            });
  }

  @Test
  void exactChallenges_areIssuedUnlessSwitchedOff_andToGpusOnlyWhereThoseAreWanted() {
    assertThat(exact("validation.challenge_type=cpu_matrix"))
        .isInstanceOfSatisfying(
            ExactPolicy.On.class,
            on -> {
              assertThat(on.processors().shape()).contains(new ExactShape(2_048, 4));
              assertThat(on.gpus().large()).isEqualTo(new ExactShape(130_944, 1));
              assertThat(on.rows()).isEqualTo(new RowPolicy(4, 64));
            });
    assertThat(exact("validation.challenge_type=gpu_matrix"))
        .isInstanceOfSatisfying(
            ExactPolicy.On.class, on -> assertThat(on.processors().shape()).isEmpty());
    assertThat(exact("validation.exact.enable=false")).isEqualTo(new ExactPolicy.Off());
    assertThat(exact("validation.exact.gpu.models=['H100 80GB = 65536 x 2']"))
        .isInstanceOfSatisfying(
            ExactPolicy.On.class,
            on ->
                assertThat(on.gpus().named())
                    .containsExactly(
                        new ExactPolicy.OfModel(
                            new ModelAllowlist(List.of("H100 80GB")), new ExactShape(65_536, 2))));
  }

  @Test
  void musters_areHeldUnlessSwitchedOff_andTheirCommitmentsAreWaitedFor() {
    var usual = validation("validation.exact.enable=true").exact();
    assertThat(usual.musters())
        .isEqualTo(
            new MusterPlan.Every(
                Duration.ofHours(4), Duration.ofSeconds(60), Duration.ofSeconds(12), 500));
    assertThat(usual.life()).isEqualTo(Duration.ofMinutes(12));

    var without = validation("validation.exact.simultaneity.enable=false").exact();
    assertThat(without.musters()).isEqualTo(new MusterPlan.Off());
    assertThat(without.life()).isEqualTo(Duration.ofMinutes(5));
    assertThat(validation("validation.exact.enable=false").exact().musters())
        .isEqualTo(new MusterPlan.Off());
  }

  static ExactPolicy exact(String setting) {
    return validation(setting).challenges().exact();
  }

  private static ValidationConfig validation(String setting) {
    var loaded =
        load(SAMPLE, List.of("host=127.0.0.1", "subtensor.simulated_dir=/tmp/chain", setting));
    return ((Good<ValidatorConfig>) loaded).config().validation();
  }

  @Test
  void sample_holdsEveryKey() throws IOException {
    Map<?, ?> sample = new Yaml().load(Files.readString(SAMPLE));

    var keys = keys(ValidatorConfig.class, "").toList();

    assertThat(keys)
        .hasSizeGreaterThan(60)
        .allSatisfy(key -> assertThat(holds(sample, key)).isTrue());
  }

  @Test
  void sample_withoutWhatItNeeds_saysWhat() {
    assertThat(problems(SAMPLE, List.of()))
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .startsWith(SAMPLE + ":")
                    .endsWith("subtensor the simulated network needs simulated_dir"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port: 80|port must be 1024 to 65535, is 80",
        "netuid: 0|netuid must be 1 or more, is 0",
        "external_ip: example.org|external_ip must be an IP address, is 'example.org'",
        "validation: {challenge_timeout: 301s}|challenge_timeout must be 1s to 300s",
        "validation: {exact: {cpu: {matrix_size: 100}}}|size must be a multiple of 128",
        "validation: {exact: {gpu: {matrix_size_large: 131072}}}|size must be a multiple of 128 up",
        "validation: {exact: {gpu: {iterations: 9}}}|is longer than 4194304 bytes",
        "validation: {exact: {gpu: {models: [H100]}}}|models must be of the form 'NAME = SIZE x",
        "validation: {exact: {rows: 65}}|1 to 64 rows must be opened",
        "validation: {exact: {rows: 8, rows_most: 4}}|no fewer after doubts",
        "validation: {exact: {open_timeout: 301s}}|open_timeout must be 1s to 300s",
        "validation: {exact: {envelope: perhaps}}|envelope must be one of judge, fastest, show,"
            + " off",
        "validation: {exact: {envelopes: [{peak_tops: 9, source: x}]}}|envelopes[0].model is"
            + " required",
        "validation: {exact: {envelopes: [{model: X, source: x}]}}|envelopes[0].peak_tops is"
            + " required",
        "validation: {exact: {envelopes: [{model: X, peak_tops: 9}]}}|envelopes[0].source is"
            + " required",
        "validation: {exact: {envelopes: [{model: X, peak_tops: 0, source: x}]}}|peak_tops must be"
            + " 0.1 to 100000",
        "validation: {exact: {envelopes: [{model: X, peak_tops: 9, slowest_share: 2, source:"
            + " x}]}}|slowest_share must be 0.001 to 1",
        "validation: {exact: {envelopes: [{model: '-', peak_tops: 9, source: x}]}}|a GPU model must"
            + " have a name",
        "validation: {exact: {envelopes: [{model: X, peak_tops: 9, source: ' '}]}}|source must say"
            + " where",
        "validation: {exact: {envelopes: [{model: X, peak_tops: 9, source: x, tops:"
            + " 1}]}}|envelopes[0].tops is not a known key",
        "validation: {exact: {simultaneity: {interval: 30s}}}|interval must be 1m to 7d",
        "validation: {exact: {simultaneity: {window: 301s}}}|window must be 1s to 300s",
        "validation: {exact: {simultaneity: {work: 61s}}}|work must be 2s to 60s",
        "validation: {exact: {simultaneity: {workers: 1}}}|workers must be 2 to 3200",
        "validation: {exact: {simultaneity: {windows: 60s}}}|window",
        "validation: {challenge_type: gpu}|challenge_type must be cpu_matrix or gpu_matrix",
        "validation: {gpu: {verification: {row_verification_count: 0}}}|row_verification_count must"
            + " be 1 to 100",
        "validation: {gpu: {verification: {coordinate_sample_count:"
            + " 10001}}}|coordinate_sample_count must be 0 to 10000",
        "validation: {gpu: {verification: {success_rate_threshold: 0}}}|success_rate_threshold must"
            + " be 0.5 to 1",
        "validation: {gpu: {verification: {trusted_public_keys: ['04ab']}}}|a signer's key must be",
        "validation: {gpu: {verification: {row_verification_count: 100}}}|more than a proof can"
            + " hold",
        "validation: {gpu: {model_allowlist: ['-']}}|a GPU model must have a name",
        "validation: {verification_concurrent: 0}|verification_concurrent must be -1, or 1 or more",
        "validation: {participation_rate_threshold: 2}|participation_rate_threshold must be 0.1 to"
            + " 1",
        "validation: {cpu: {matrix_size: 99}}|matrix size outside 100..10000: 99",
        "validation: {cpu: {verification: {row_verification_count: 0}}}|at least one row",
        "validation: {gpu: {matrix_size: 64}}|matrix_size must be 128 to 65536",
        "weight_management: {score_weights: {lease_weight: 0.7}}|must add up to 1, are 0.7 and 0.0",
        "weight_management: {score_weights: {lease_weight: 1.5}}|challenge_weight must be 0 to 1",
        "weight_management: {availability: {window_hours: 170}}|window_hours must be 1 to 169",
        "weight_management: {score_interval: 0s}|score_interval must be positive",
        "metagraph: {weight_update_tempo: -1}|weight_update_tempo must be 0 or more",
        "database: {connections: 1}|connections 2 or more",
        "database: {url: 'mysql://x/y'}|must be embedded, sqlite:///file",
        "security: {rate_limit: {max_requests: 0}}|max_requests must be 1 or more",
        "security: {handshake: lax}|security.handshake must be one of strict, compat, is 'lax'",
        "meshhub: {capabilities: []}|capabilities must be 1 to 32, are 0",
        "meshhub: {capabilities: [' ']}|a capability must have 1 to 64 characters",
        "meshhub: {ws_url: 'http://h/'}|ws_url must begin with ws:// or wss://",
        "meshhub: {ws_url: 'wss://me@h/', access_token: x}|ws_url must have no user",
        "meshhub: {ws_url: 'wss://h/'}|is required with ws_url",
        "meshhub: {ws_url: 'wss://h/', access_token: x, access_token_file: y}|both given",
        "meshhub: {handshake: strict}|hub_hotkey is required when handshake is strict",
        "meshhub: {handshake: strict, hub_hotkey: 5Hub}|hub_hotkey is no SS58 address: 5Hub",
        "meshhub: {lease_life: 8d}|lease_life must be at most 7d",
        "meshhub: {resource_report_interval_seconds: 4}|must be 5s or more",
        "status: {port: 0}|port outside 1..65535: 0",
        "validaton: {}|validaton is not a known key; did you mean validation?",
        "challenge_interval: 5s|challenge_interval is not a known key"
      })
  void badValue_isNamedWithItsPlace(String line, String says) throws IOException {
    var file = Files.writeString(folder.resolve("bad.yaml"), "# a comment\n" + line + "\n");

    assertThat(
            problems(
                file,
                List.of(
                    "host=127.0.0.1",
                    "subtensor.network=simulated",
                    "subtensor.simulated_dir=/tmp/chain")))
        .anySatisfy(problem -> assertThat(problem).startsWith(file + ":").contains(says));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ranking_window_minutes: 3|ranking_window_minutes must not be shorter than",
        "ranking_window_minutes: 10081|ranking_window_minutes must not be longer than"
      })
  void rankingWindow_mustMakeSense_whenChallengesCount(String line, String says)
      throws IOException {
    var file = Files.writeString(folder.resolve("v.yaml"), "validation: {" + line + "}\n");
    var needed =
        List.of(
            "host=127.0.0.1", "subtensor.network=simulated", "subtensor.simulated_dir=/tmp/chain");
    var counted =
        Stream.concat(
                needed.stream(),
                Stream.of(
                    "weight_management.score_weights.lease_weight=0.7",
                    "weight_management.score_weights.challenge_weight=0.3"))
            .toList();

    assertThat(problems(file, counted)).anySatisfy(each -> assertThat(each).contains(says));
    assertThat(load(file, needed)).isInstanceOf(Good.class);
  }

  @Test
  void publishedWeights_areTaken() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("published.yaml"),
            """
            subtensor: {network: simulated, simulated_dir: /tmp/chain}
            host: 127.0.0.1
            validation: {ranking_window_minutes: 90, participation_rate_threshold: 0.5}
            weight_management:
              score_weights: {lease_weight: 0.7, challenge_weight: 0.3}
              availability: {window_hours: 24}
            """);

    var config = ((Good<ValidatorConfig>) load(file, List.of())).config();

    assertThat(config.scoring())
        .isEqualTo(
            new ScoringPolicy(
                24 * 12,
                new ComponentWeights(7, 3),
                new ParticipationRule(
                    Duration.ofMinutes(90), Duration.ofMinutes(4), new Ratio(0.5)),
                AddressPenalty.NONE));
  }

  @Test
  void defaultScoring_isLeaseRevenueTimesPresence() {
    var needed = List.of("host=127.0.0.1", "subtensor.simulated_dir=/tmp/chain");

    assertThat(((Good<ValidatorConfig>) load(SAMPLE, needed)).config().scoring())
        .isEqualTo(ScoringPolicy.DEFAULT);
  }

  @Test
  void hub_isThereOnlyWhenItsAddressIs_andItsTokenMayComeFromTheEnvironment() {
    var needed = List.of("host=127.0.0.1", "subtensor.simulated_dir=/tmp/chain");
    var named = Stream.concat(needed.stream(), Stream.of("meshhub.ws_url=ws://hub.example/ws"));
    var token = Map.of("BYTELEAP_MESHHUB__ACCESS_TOKEN", "a-token-of-this-test");

    var without = ((Good<ValidatorConfig>) load(SAMPLE, needed)).config().meshhub();
    var with =
        ((Good<ValidatorConfig>)
                RecordConfig.load(
                    ValidatorConfig.class, SAMPLE, new Overrides(named.toList(), token)))
            .config()
            .meshhub();

    assertThat(without.isThere()).isFalse();
    assertThat(with.isThere()).isTrue();
    assertThat(with.isInClear()).isTrue();
    assertThat(with.accessToken().secret().isEmpty()).isFalse();
    assertThat(with.toString()).doesNotContain("a-token-of-this-test");
  }

  @Test
  void hostThatIsAName_needsAnExternalIp() {
    var needed = List.of("host=localhost", "subtensor.simulated_dir=/tmp/chain");

    assertThat(problems(SAMPLE, needed))
        .singleElement()
        .asString()
        .contains("external_ip is required, because host is a name: localhost");
  }

  @Test
  void enrolmentTokens_areSignedOnlyWhenAGatewayIsNamed() {
    var config = enrolment();
    assertThat(config.signs()).isFalse();

    var named = enrolment("enrolment.url=https://gateway.example:8443/v1/enroll?x=1");
    assertThat(named.signs()).isTrue();
    assertThat(named.gateway(new Hotkey("5V")))
        .isEqualTo(
            new GatewayTokens.Gateway(
                new Hotkey("5V"),
                new GatewayUrl("https://gateway.example:8443/v1/enroll?x=1"),
                "https://gateway.example:8443",
                Duration.ofMinutes(5)));
    assertThat(named.keyFiles(Path.of("/var/lib/byteleap")))
        .isEqualTo(
            new GatewayTokens.KeyFiles(
                Path.of("/var/lib/byteleap/enrolment.key.pem"),
                Path.of("/var/lib/byteleap/enrolment.jwks.json")));
    assertThat(named.perMiner()).isEqualTo(AttemptLimit.of(120, Duration.ofMinutes(1)));

    var all =
        enrolment(
            "enrolment.url=http://127.0.0.1:8443/enroll",
            "enrolment.audience=vmgw",
            "enrolment.key_file=/etc/byteleap/gateway.pem",
            "enrolment.token_life=30s",
            "enrolment.requests_per_minute=1");
    assertThat(all.gateway(new Hotkey("5V")).audience()).isEqualTo("vmgw");
    assertThat(all.keyFiles(Path.of("/var/lib/byteleap")).key())
        .isEqualTo(Path.of("/etc/byteleap/gateway.pem"));
  }

  @Test
  void fileOfTheExistingValidator_loadsUnchanged() {
    var config = ((Good<ValidatorConfig>) load(EXISTING, List.of())).config();

    assertThat(config.database().url().url())
        .isEqualTo(new DatabaseUrl.EmbeddedBeside(Path.of("validator.db.postgres")));
    assertThat(config.subtensor().network()).isEqualTo(new Network.Finney());
    assertThat(config.metagraph().syncInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.meshhub().accessToken().secret().isEmpty()).isFalse();
    assertThat(config.scoring().weights()).isEqualTo(new ComponentWeights(7, 3));
    assertThat(config.validation().work().capability()).isEqualTo("gpu_matrix");
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql+psycopg2://leap:p%40ss@db.local:5432/leap, jdbc:postgresql://db.local:5432/leap",
    "postgresql://leap:p%40ss@db/leap, jdbc:postgresql://db/leap"
  })
  void databaseUrlsOfExistingOperators_areUnderstood_andTheirPasswordsNotShown(
      String url, String shown) {
    var config = ((Good<ValidatorConfig>) load(EXISTING, List.of("database.url=" + url))).config();

    assertThat(config.database().toString()).contains(shown).doesNotContain("p@ss", "p%40ss");
  }

  @Test
  void databaseUrlThatIsWrong_isRefused_withoutItsPassword() {
    assertThat(problems(EXISTING, List.of("database.url=postgresql://leap:hidden@db/leap?pool=5")))
        .singleElement()
        .asString()
        .contains("database.url has the option 'pool'")
        .doesNotContain("hidden");
  }

  @ParameterizedTest
  @CsvSource({"1,169,169", "7,24,169", "30,169,720"})
  void history_isKeptAtLeastAsLongAsPresenceCounts(int days, int window, int hours) {
    var config =
        ((Good<ValidatorConfig>)
                load(
                    EXISTING,
                    List.of(
                        "database.event_retention_days=" + days,
                        "weight_management.availability.window_hours=" + window)))
            .config();

    assertThat(config.ages())
        .isEqualTo(new HistoryRetention.Ages(Duration.ofHours(hours), Duration.ofHours(hours + 3)));
  }

  private static EnrolmentConfig enrolment(String... more) {
    var needed = List.of("host=127.0.0.1", "subtensor.simulated_dir=/tmp/chain");
    var assignments = Stream.concat(needed.stream(), Arrays.stream(more)).toList();
    return ((Good<ValidatorConfig>) load(SAMPLE, assignments)).config().enrolment();
  }

  @ParameterizedTest
  @CsvSource({
    "url=http://gateway.example/enroll, must begin with https:// (http:// is for this machine"
        + " only)",
    "url=ftp://127.0.0.1/enroll,        must begin with https:// (http:// is for this machine"
        + " only)",
    "url=gateway.example,               must name a host",
    "url=https:///enroll,               must name a host",
    "url=https://me@g.example/,         must have no user name and no fragment",
    "url=https://g.example/#x,          must have no user name and no fragment",
    "url=https://g.example/ü,           must be at most 2048 characters of plain ASCII",
    "url=https://g.example/%,           is no address: Malformed escape pair",
    "token_life=29s,                    token_life must be 30s to 1h",
    "token_life=61m,                    token_life must be 30s to 1h",
    "requests_per_minute=0,             'requests_per_minute must be 1 to 6000, is 0'",
    "requests_per_minute=6001,          'requests_per_minute must be 1 to 6000, is 6001'"
  })
  void enrolment_thatMakesNoSense_isRefusedByName(String assignment, String says) {
    assertThat(
            problems(
                SAMPLE,
                List.of(
                    "host=127.0.0.1",
                    "subtensor.simulated_dir=/tmp/chain",
                    "enrolment." + assignment)))
        .singleElement()
        .asString()
        .contains("enrolment")
        .contains(says);
  }

  private static RecordConfig.Loaded<ValidatorConfig> load(Path file, List<String> assignments) {
    return RecordConfig.load(ValidatorConfig.class, file, new Overrides(assignments, Map.of()));
  }

  private static List<String> problems(Path file, List<String> assignments) {
    return ((Bad<ValidatorConfig>) load(file, assignments))
        .problems().stream().map(ConfigProblem::line).toList();
  }

  private static Stream<String> keys(Class<?> section, String path) {
    return Arrays.stream(section.getRecordComponents())
        .flatMap(
            component -> {
              String key = path + keyOf(component);
              var type = component.getType();
              boolean isSection = type.isRecord() && type.getSimpleName().endsWith("Config");
              return isSection ? keys(type, key + ".") : Stream.of(key);
            });
  }

  private static String keyOf(RecordComponent component) {
    return component.getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  private static boolean holds(@Nullable Object yaml, String key) {
    int dot = key.indexOf('.');
    return yaml instanceof Map<?, ?> section
        && (dot < 0
            ? section.containsKey(key)
            : holds(section.get(key.substring(0, dot)), key.substring(dot + 1)));
  }
}
