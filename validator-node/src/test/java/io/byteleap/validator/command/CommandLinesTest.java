package io.byteleap.validator.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// What the commands make of the validator's answers.
final class CommandLinesTest {
  private static final Json JSON = Json.upTo(1 << 16);

  @Test
  void status_namesEachDependency_andWhatThereIs() {
    var lines =
        StatusCommand.lines(
            json(
                """
                {"version":"1.2","pid":7,"ready":false,"block":99,"hotkey":"5V","miners":3,
                 "miners_online":2,"workers":9,"workers_online":8,"leases_active":4,
                 "challenges_open":1,"dependencies":[{"name":"chain","ok":true,"detail":"block 99"},
                 {"name":"database","ok":false,"detail":"cannot be reached"}]}
                """));

    assertThat(lines)
        .containsExactly(
            "validator 1.2, pid 7, not ready, block 99, hotkey 5V",
            "  ok  chain: block 99",
            "  BAD database: cannot be reached",
            "miners 2 of 3 online, workers 8 of 9 online, 4 leased, 1 challenges open");
  }

  @Test
  void explanation_showsForEachWorkerWhatItHas_andWhatEachLossCost() {
    var lines = ExplainCommand.lines(json(EXPLAINED));

    assertThat(lines)
        .containsExactly(
            "round 8 of 2026-01-08T00:00:00Z: score 0.450000, online",
            "window 2028 buckets of 5 minutes from 2026-01-01T00:00:00Z; 2000 are expected, in 28"
                + " this validator was away",
            "WORKER  SCORE     PRESENT  SILENT  NOT YET  NOT LEASED  SILENCE   YOUTH     ADDRESSES",
            "w-1     0.450000  1800     150     50       0.500000    0.037500  0.012500  0.000000",
            "PRESENT, SILENT, NOT YET: buckets. The columns after them: points lost to each.",
            "w-1: lease 0.500000 x present 1800/2000 = 0.450000",
            "  lease L1 of hub, score 0.500000, 2026-01-01T00:00:00Z to 2026-01-09T00:00:00Z",
            "  silent 2026-01-02T00:00:00Z to 2026-01-02T12:30:00Z");
  }

  @Test
  void replay_saysWhetherTheBytesAreTheSame_andWhoseScoreIsNot() {
    assertThat(
            ReplayCommand.lines(
                json(
                    """
                    {"round":8,"scored_at":"2026-01-08T00:00:00Z","miners":2,"same":true,
                     "differences":[]}
                    """)))
        .containsExactly("round 8 of 2026-01-08T00:00:00Z, 2 miners: the same, byte for byte");
    assertThat(
            ReplayCommand.lines(
                json(
                    """
                    {"round":8,"scored_at":"2026-01-08T00:00:00Z","miners":2,"same":false,
                     "differences":[{"hotkey":"5M","stored":{"score":{"points":0.5}},
                     "again":{"score":{"points":0.25}}}]}
                    """)))
        .containsExactly(
            "round 8 of 2026-01-08T00:00:00Z, 2 miners: DIFFERENT", "  5M: stored 0.5, again 0.25");
  }

  @Test
  void weights_areSaidWithWhatIsDoneAboutThem() {
    assertThat(
            WeightsCommand.lines(
                json(
                    """
                    {"action":"submit","why":"the weights of round 8 are submitted","round":8,
                     "weights":[{"uid":1,"hotkey":"5M","weight":65535},{"uid":2,"weight":7}]}
                    """)))
        .containsExactly(
            "submit: the weights of round 8 are submitted",
            "UID  HOTKEY  WEIGHT",
            "1    5M      65535",
            "2    ?       7");
    assertThat(
            WeightsCommand.lines(
                json("{\"action\":\"wait\",\"why\":\"no scores yet\",\"round\":0}")))
        .containsExactly("wait: no scores yet");
  }

  private static JsonObject json(String text) {
    return JSON.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static final String EXPLAINED =
      """
      {"round":8,"scored_at":"2026-01-08T00:00:00Z","expected_buckets":2000,
       "policy":{"window_buckets":2028,"lease_parts":1,"challenge_parts":0,
       "address_penalty":"none"},"window_start":"2026-01-01T00:00:00Z",
       "validator_away":{"buckets":28,"spans":[]},"online":true,"score":{"points":0.45},
       "workers":[{"worker_id":"w-1","score":{"points":0.45},"counted":true,
       "arithmetic":"lease 0.500000 x present 1800/2000 = 0.450000",
       "lost":{"not_leased":{"points":0.5},"silent":{"points":0.0375},
       "not_registered_yet":{"points":0.0125},"address_changes":{"points":0.0}},
       "buckets":{"present":1800,"silent":150,"not_registered_yet":50},
       "registered_at":"2026-01-01T00:00:00Z",
       "silences":[{"from":"2026-01-02T00:00:00Z","until":"2026-01-02T12:30:00Z"}],
       "leases":[{"lease_id":"L1","source":"hub","score":0.5,"from":"2026-01-01T00:00:00Z",
       "until":"2026-01-09T00:00:00Z"}]}]}
      """;
}
