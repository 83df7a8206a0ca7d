package io.byteleap.worker.setup;

import io.byteleap.json.JsonObject;
import io.byteleap.worker.setup.Finding.Verdict;
import java.util.List;
import java.util.stream.Stream;

/// Every requirement of a worker's host. Exit code 0 when none is lacking, else 1.
record DoctorReport(List<Finding> findings) implements Report {
  DoctorReport {
    findings = List.copyOf(findings);
  }

  private long count(Verdict verdict) {
    return findings.stream().filter(finding -> finding.verdict() == verdict).count();
  }

  @Override
  public int exitCode() {
    return count(Verdict.LACKING) == 0 ? 0 : 1;
  }

  @Override
  public List<String> lines() {
    String summary =
        "%d met, %d lacking, %d doubtful, %d not checked"
            .formatted(
                count(Verdict.MET),
                count(Verdict.LACKING),
                count(Verdict.DOUBTFUL),
                count(Verdict.NOT_CHECKED));
    return Stream.concat(
            findings.stream().flatMap(finding -> finding.lines().stream()), Stream.of(summary))
        .toList();
  }

  @Override
  public JsonObject json() {
    return JsonObject.builder()
        .put("ready", exitCode() == 0)
        .putObjects("requirements", findings.stream().map(Finding::json).toList())
        .build();
  }
}
