package io.byteleap.persistence.journal;

import io.byteleap.json.Json;
import io.byteleap.json.JsonProblem;
import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/// Writes events and snapshots as JSON under manifests of our own, so that what is in a journal
/// outlives names of classes. Found by Pekko through its configuration.
public final class JournalSerializer extends SerializerWithStringManifest {
  private static final int IDENTIFIER = 71_001;

  /// Versions of one kind of event count from 1 without gaps, and there will not be more.
  private static final int VERSIONS_MAX = 1_000;

  private static final Json JSON = Json.upTo(64 << 20);
  private static final List<EventFamily> FAMILIES =
      List.of(
          new LedgerFamily(),
          new RoundFamily(),
          new WeightsFamily(),
          new ServingFamily(),
          new UnitsFamily(),
          new PolicyFamily(),
          new RentalFamily());

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  /// Whether what was written under `manifest` can be read.
  public boolean reads(String manifest) {
    return FAMILIES.stream().anyMatch(family -> family.reads(manifest));
  }

  /// The highest number that follows `name` in a manifest which can be read; 0 when none can.
  int newestVersionOf(String name) {
    int newest = 0;
    while (newest < VERSIONS_MAX && reads(name + "/" + (newest + 1))) {
      newest++;
    }
    return newest;
  }

  @Override
  public String manifest(Object value) {
    return familyOf(value).manifestOf(value);
  }

  @Override
  public byte[] toBinary(Object value) {
    return familyOf(value).write(value).toText().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    var family = FAMILIES.stream().filter(candidate -> candidate.reads(manifest)).findFirst();
    if (family.isEmpty()) {
      throw new NotSerializableException(
          "the journal holds '" + manifest + "', which this version does not know");
    }
    try {
      return family.get().read(manifest, JSON.parse(bytes));
    } catch (JsonProblem | IllegalArgumentException e) {
      var problem =
          new NotSerializableException(
              "the journal holds a damaged '" + manifest + "': " + e.getMessage());
      problem.initCause(e);
      throw problem;
    }
  }

  private static EventFamily familyOf(Object value) {
    return FAMILIES.stream()
        .filter(family -> family.writes(value))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("BUG: no journal form of " + value.getClass()));
  }
}
