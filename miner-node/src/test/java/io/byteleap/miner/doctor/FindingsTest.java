package io.byteleap.miner.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.rpc.RpcResult;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.doctor.ChainSight.Behind;
import io.byteleap.miner.doctor.ChainSight.Unknown;
import io.byteleap.node.Finding;
import io.byteleap.node.Finding.Level;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FindingsTest {
  @ParameterizedTest
  @CsvSource({
    "0,OK,'0.0 s ahead of the clocks of 3 validators'",
    "-1.9,OK,'1.9 s behind the clocks of 3 validators'",
    "2,WARN,'2.0 s ahead of the clocks of 3 validators'",
    "-4,FAIL,'4.0 s behind the clocks of 3 validators, who refuse what we say'",
    "3600,FAIL,'3600.0 s ahead of the clocks of 3 validators, who refuse what we say'"
  })
  void clock_mustNotBeFarFromTheValidators(double seconds, Level level, String measured) {
    var finding = ClockCheck.finding(Duration.ofMillis((long) (seconds * 1_000)), 3);

    assertThat(finding.level()).isEqualTo(level);
    assertThat(finding.measured()).isEqualTo(measured);
    assertThat(finding.remedy().isEmpty()).isEqualTo(level == Level.OK);
  }

  @Test
  void dateOfWholeSeconds_standsForItsMiddle() {
    assertThat(ClockCheck.skew(Samples.T0.plusMillis(500), Samples.T0)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"5,OK", "120,OK", "121,WARN", "-4,OK", "-5,FAIL"})
  void blockTime_tellsAClockThatIsBehind_fromANodeThatLags(long ageSeconds, Level level) {
    assertThat(ClockCheck.against(new Behind(Duration.ofSeconds(ageSeconds))))
        .hasValueSatisfying(finding -> assertThat(finding.level()).isEqualTo(level));
    assertThat(ClockCheck.against(new Unknown())).isEmpty();
  }

  @Test
  void blockClock_thatIsNotAnswered_isUnknown() {
    var failed = new RpcResult.Failed(1, Label.NONE, Label.NONE);

    assertThat(ChainLook.blockClock(failed, Samples.T0)).isEqualTo(new Unknown());
  }

  @ParameterizedTest
  @CsvSource({"0,OK", "89,OK", "90,WARN", "99,WARN", "100,WARN"})
  void workersNearTheirLimit_areNamed(long connected, Level level) {
    var hotkey =
        JsonObject.builder()
            .put("wallet", "miner/first")
            .put("workers_connected", connected)
            .put("workers_max", 100)
            .build();

    var finding = RunningChecks.workers(hotkey);

    assertThat(finding.level()).isEqualTo(level);
    assertThat(finding.check()).isEqualTo("workers of miner/first");
    assertThat(finding.measured()).isEqualTo(connected + " of 100 places taken");
  }

  @Test
  void dependency_thatIsNotThere_fails_withItsRemedy() {
    var finding = RunningChecks.dependency(dependency("registered miner/first", false));

    assertThat(finding.level()).isEqualTo(Level.FAIL);
    assertThat(finding.remedy()).contains("btcli subnets register");
    assertThat(RunningChecks.dependency(dependency("chain", true)))
        .isEqualTo(Finding.ok("chain", "detail"));
  }

  @Test
  void validator_isJudgedByItsLastAnswer() {
    assertThat(RunningChecks.validator(validator("2026-01-01T00:00:00Z"), at("00:04:59Z")).level())
        .isEqualTo(Level.OK);
    var late = RunningChecks.validator(validator("2026-01-01T00:00:00Z"), at("00:06:00Z"));
    assertThat(late.level()).isEqualTo(Level.WARN);
    assertThat(late.measured())
        .isEqualTo("answered 360 s ago at 10.0.0.1:9091; last failure: away");
    var never = RunningChecks.validator(validator(""), at("00:00:00Z"));
    assertThat(never.level()).isEqualTo(Level.WARN);
    assertThat(never.measured()).startsWith("never answered at 10.0.0.1:9091");
  }

  private static Instant at(String time) {
    return Instant.parse("2026-01-01T" + time);
  }

  private static JsonObject validator(String answeredAt) {
    var json =
        JsonObject.builder()
            .put("hotkey", "5V")
            .put("endpoint", "10.0.0.1:9091")
            .put("last_failure", JsonObject.builder().put("cause", "away").build());
    return (answeredAt.isEmpty()
            ? json.putNull("last_answer_at")
            : json.put("last_answer_at", answeredAt))
        .build();
  }

  private static JsonObject dependency(String name, boolean isThere) {
    return JsonObject.builder()
        .put("name", name)
        .put("ok", isThere)
        .put("detail", "detail")
        .build();
  }
}
