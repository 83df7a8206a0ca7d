package io.byteleap.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.domain.policy.PolicyChanges;
import io.byteleap.domain.policy.PolicyValue;
import io.byteleap.domain.scoring.ComponentWeights;
import io.byteleap.domain.units.Label;
import io.byteleap.validator.challenge.WorkPolicy.GpuPolicy;
import io.byteleap.validator.policy.PolicyRules.Fit;
import io.byteleap.validator.policy.PolicyRules.Unfit;
import io.byteleap.validator.policy.RunningPolicy;
import io.byteleap.wire.hub.PolicyKey;
import io.byteleap.wire.hub.PolicySetting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// From the hub's settings to the policy that holds.
final class ConfiguredPolicyTest {
  private static final ValidatorConfig CONFIG = config();
  private static final ConfiguredPolicy RULES = new ConfiguredPolicy(CONFIG);

  private static ValidatorConfig config() {
    var needed = List.of("host=127.0.0.1", "subtensor.simulated_dir=/nowhere");
    var loaded =
        RecordConfig.load(
            ValidatorConfig.class,
            Path.of("../deploy/config/validator.yaml"),
            new Overrides(needed, Map.of()));
    return ((RecordConfig.Good<ValidatorConfig>) loaded).config();
  }

  @Test
  void withoutChanges_theConfigurationHolds() {
    assertThat(RULES.with(PolicyChanges.NONE)).isEqualTo(new Fit(RULES.configured()));
    assertThat(RULES.configured().scoring()).isEqualTo(CONFIG.scoring());
    assertThat(RULES.configured().settings()).hasSize(PolicyKey.values().length);
  }

  /// Every key of which the hub may say something has a place in the policy.
  @ParameterizedTest
  @EnumSource(PolicyKey.class)
  void anySetting_thatIsChanged_isInEffect(PolicyKey key) {
    var setting = another(key);
    var wished = ConfiguredPolicy.valuesOf(companions(setting));

    var running = fit(new PolicyChanges(wished));

    assertThat(running.settings()).containsAllEntriesOf(wished);
    assertThat(PolicyChanges.between(RULES.configured().settings(), running.settings()))
        .extracting(PolicyChanges.Change::key)
        .containsExactlyInAnyOrderElementsOf(wished.keySet());
  }

  @Test
  void scoresAndChallenges_changeTogether() {
    var running =
        fit(
            changes(
                new PolicySetting.Count(PolicyKey.CHALLENGE_INTERVAL, 60),
                new PolicySetting.Count(PolicyKey.CHALLENGE_TIMEOUT, 30),
                new PolicySetting.Count(PolicyKey.RANKING_WINDOW_MINUTES, 90),
                new PolicySetting.Fraction(PolicyKey.LEASE_WEIGHT, 0.7),
                new PolicySetting.Fraction(PolicyKey.CHALLENGE_WEIGHT, 0.3),
                new PolicySetting.Word(PolicyKey.CHALLENGE_TYPE, "gpu_matrix"),
                new PolicySetting.Names(PolicyKey.GPU_MODEL_ALLOWLIST, List.of("H100"))));

    assertThat(running.challengeInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(running.scoring().participation().interval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(running.scoring().participation().window()).isEqualTo(Duration.ofMinutes(90));
    assertThat(running.scoring().weights()).isEqualTo(new ComponentWeights(7, 3));
    assertThat(running.challenges().patience().commit()).isEqualTo(Duration.ofSeconds(30));
    assertThat(running.challenges().work())
        .isInstanceOfSatisfying(
            GpuPolicy.class, work -> assertThat(work.models().entries()).containsExactly("H100"));
  }

  @Test
  void whatDoesNotFitTogether_isRefused() {
    assertThat(RULES.with(changes(new PolicySetting.Fraction(PolicyKey.LEASE_WEIGHT, 0.7))))
        .isEqualTo(
            new Unfit(
                Label.of("lease_weight and challenge_weight must add up to 1, are 0.7 and 0.0")));
    assertThat(
            RULES.with(
                changes(
                    new PolicySetting.Fraction(PolicyKey.LEASE_WEIGHT, 0.7),
                    new PolicySetting.Fraction(PolicyKey.CHALLENGE_WEIGHT, 0.3),
                    new PolicySetting.Count(PolicyKey.RANKING_WINDOW_MINUTES, 1))))
        .isEqualTo(
            new Unfit(
                Label.of("ranking_window_minutes must not be shorter than challenge_interval")));
    assertThat(
            RULES.with(
                changes(
                    new PolicySetting.Count(PolicyKey.GPU_MATRIX_SIZE, 65_536),
                    new PolicySetting.Count(PolicyKey.GPU_ROWS, 100))))
        .isInstanceOf(Unfit.class);
  }

  private static PolicyChanges changes(PolicySetting... settings) {
    return new PolicyChanges(ConfiguredPolicy.valuesOf(Arrays.asList(settings)));
  }

  private static RunningPolicy fit(PolicyChanges changes) {
    var outcome = RULES.with(changes);
    assertThat(outcome).isInstanceOf(Fit.class);
    return ((Fit) outcome).policy();
  }

  /// Weights go together.
  private static List<PolicySetting> companions(PolicySetting setting) {
    return switch (setting.key()) {
      case LEASE_WEIGHT ->
          List.of(setting, new PolicySetting.Fraction(PolicyKey.CHALLENGE_WEIGHT, 0.75));
      case CHALLENGE_WEIGHT ->
          List.of(setting, new PolicySetting.Fraction(PolicyKey.LEASE_WEIGHT, 0.75));
      default -> List.of(setting);
    };
  }

  /// A value within the key's bounds that the configuration has not.
  private static PolicySetting another(PolicyKey key) {
    return switch (Objects.requireNonNull(RULES.configured().settings().get(key.path()))) {
      case PolicyValue.Word _ -> new PolicySetting.Word(key, "gpu_matrix");
      case PolicyValue.Names _ -> new PolicySetting.Names(key, List.of("A10", "H100 80GB"));
      case PolicyValue.Fraction _ ->
          new PolicySetting.Fraction(
              key, key == PolicyKey.GPU_SUCCESS_RATE_THRESHOLD ? 0.75 : 0.25);
      case PolicyValue.Span _ -> new PolicySetting.Count(key, 17);
      case PolicyValue.Count _ ->
          new PolicySetting.Count(
              key,
              switch (key) {
                case CPU_MATRIX_SIZE, GPU_MATRIX_SIZE -> 512;
                default -> 3;
              });
    };
  }
}
