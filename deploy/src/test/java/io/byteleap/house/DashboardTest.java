package io.byteleap.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.Challenge.ChallengeVerified;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.HandshakeProof;
import io.byteleap.json.Json;
import io.byteleap.node.Metrics;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.validator.metrics.ValidatorMetrics.RequestOutcome;
import io.byteleap.validator.metrics.ValidatorMetrics.SubmissionOutcome;
import io.byteleap.wire.validator.SynapseType;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The dashboard and the alert rules ask for figures that a validator has.
final class DashboardTest {
  private static final Path GRAFANA = Sources.ROOT.resolve("deploy").resolve("grafana");
  private static final Pattern FIGURE = Pattern.compile("\\b(byteleap|jvm|process)_[a-z_]+");

  @Test
  void everyPanel_asksForFiguresThatThereAre() throws IOException {
    var queries =
        Json.upTo(1 << 20)
            .parse(Files.readAllBytes(GRAFANA.resolve("validator.json")))
            .objects("panels")
            .stream()
            .flatMap(panel -> panel.objects("targets").stream())
            .map(target -> target.text("expr"))
            .toList();

    assertThat(queries).hasSizeGreaterThan(10);
    assertAllAreThere(queries);
  }

  @Test
  void everyAlert_asksForFiguresThatThereAre_andHasItsPlaceInTheManual() throws IOException {
    var rules = rules();
    String manual = Files.readString(GRAFANA.resolveSibling("docs").resolve("validator.md"));

    assertThat(rules).hasSizeGreaterThan(5);
    assertAllAreThere(rules.stream().map(rule -> String.valueOf(rule.get("expr"))).toList());
    assertThat(rules)
        .allSatisfy(rule -> assertThat(manual).contains("`" + rule.get("alert") + "`"));
  }

  private static List<Map<?, ?>> rules() throws IOException {
    var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    Map<?, ?> file = yaml.load(Files.readString(GRAFANA.resolve("alerts.yaml")));
    return list(file, "groups")
        .flatMap(group -> list((Map<?, ?>) group, "rules"))
        .<Map<?, ?>>map(rule -> (Map<?, ?>) rule)
        .toList();
  }

  private static Stream<?> list(Map<?, ?> map, String name) {
    return ((List<?>) Objects.requireNonNull(map.get(name), name)).stream();
  }

  private static void assertAllAreThere(List<String> queries) {
    var asked =
        queries.stream()
            .flatMap(query -> FIGURE.matcher(query).results())
            .map(MatchResult::group)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(figures()).containsAll(asked);
  }

  /// The names of all figures of a validator to which everything has happened once.
  private static Set<String> figures() {
    var metrics = Metrics.ofNode();
    var registry = (PrometheusMeterRegistry) metrics.registry();
    var validator = ValidatorMetrics.in(registry, InstantSource.system());
    var miner = new Hotkey("5Miner");
    Stream.of(RequestOutcome.values())
        .forEach(outcome -> validator.request(SynapseType.HEARTBEAT, outcome));
    Stream.of(SubmissionOutcome.values()).forEach(validator::submission);
    validator.turnedAway(429);
    validator.handshakeRefused();
    validator.handshake(miner, HandshakeProof.SIGNED);
    validator.challengesIssued(1);
    validator.challengeEnded(
        new ChallengeVerified(Duration.ofSeconds(1), List.of(), Instant.EPOCH));
    validator.proofJudged(Duration.ofSeconds(1));
    validator.unitSettled(new ExactVerdict.Sound());
    validator.roundScored(Duration.ofSeconds(1));
    return registry
        .scrape()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("[{ ]", 2)[0])
        .collect(Collectors.toSet());
  }
}
