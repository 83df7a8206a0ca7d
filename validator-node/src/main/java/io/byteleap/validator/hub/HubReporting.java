package io.byteleap.validator.hub;

import io.byteleap.wire.hub.HubReport.Delta;
import io.byteleap.wire.hub.HubReport.Full;
import io.byteleap.wire.hub.HubReport.ReportedMiner;
import io.byteleap.wire.hub.HubReport.ResourceReport;
import io.byteleap.wire.hub.ReportBatches;
import io.byteleap.wire.hub.ReportHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What the hub was told of the workers in this session, and when: all of them at first and then
/// every `fullEvery`, in between those that changed.
record HubReporting(Duration fullEvery, ReportHistory history, Instant lastAt, Instant lastFullAt) {
  record Step(HubReporting next, List<ResourceReport> reports) {}

  static HubReporting of(Duration fullEvery) {
    return new HubReporting(fullEvery, ReportHistory.EMPTY, Instant.MIN, Instant.MIN);
  }

  /// Reports for the hub, given all workers as they are `now`. What cannot be sent ends the
  /// session, and with it this history.
  Step report(List<ReportedMiner> miners, Instant now) {
    boolean isFull = !now.isBefore(isFirst() ? now : lastFullAt.plus(fullEvery));
    var reports =
        isFull
            ? ReportBatches.resources(new Full(), miners)
            : ReportBatches.resources(new Delta(lastAt), history.news(miners));
    var next = new HubReporting(fullEvery, history.after(miners), now, isFull ? now : lastFullAt);
    return new Step(next, reports);
  }

  private boolean isFirst() {
    return lastFullAt.equals(Instant.MIN);
  }
}
