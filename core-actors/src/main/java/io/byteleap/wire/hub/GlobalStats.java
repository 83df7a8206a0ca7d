package io.byteleap.wire.hub;

import io.byteleap.domain.units.Ratio;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.IsoTime;
import java.time.Instant;

/// What one calculation of scores was about: how many workers, their mean score, the mean of the
/// challenge component, the stretch of time, the share of challenges that counts as taking part.
public record GlobalStats(
    int totalWorkers,
    Ratio averageScore,
    Ratio averageChallenge,
    Window window,
    Ratio participationThreshold) {
  private static final int WORKER_CAP = 100;

  public record Window(Instant start, Instant end) {
    public Window {
      if (end.isBefore(start)) {
        throw new IllegalArgumentException("window ends before it starts");
      }
    }
  }

  /// As it stands in [HubReport.MinerScores].
  public JsonObject toJson() {
    return JsonObject.builder()
        .put("totalWorkers", totalWorkers)
        .put("averageScore", ReportedScore.sixDecimals(averageScore.value()))
        .put("averageChallengeNorm", ReportedScore.sixDecimals(averageChallenge.value()))
        .put("windowStart", IsoTime.seconds(window.start()))
        .put("windowEnd", IsoTime.seconds(window.end()))
        .put("participationThreshold", participationThreshold.value())
        .put("workerCap", WORKER_CAP)
        .build();
  }
}
