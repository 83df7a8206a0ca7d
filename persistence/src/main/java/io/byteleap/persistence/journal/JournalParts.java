package io.byteleap.persistence.journal;

import io.byteleap.domain.hardware.CpuFacts;
import io.byteleap.domain.hardware.GpuFacts;
import io.byteleap.domain.hardware.HostFacts;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.presence.WorkerProfile;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// Pieces of several events: instants and durations as ISO 8601 texts, profiles, leases, windows.
final class JournalParts {
  private JournalParts() {}

  static JsonObject.Builder at(Instant at) {
    return put(JsonObject.builder(), "at", at);
  }

  static Instant readAt(JsonObject json) {
    return instant(json, "at");
  }

  static JsonObject.Builder put(JsonObject.Builder json, String name, Instant instant) {
    return json.put(name, instant.toString());
  }

  static Instant instant(JsonObject json, String name) {
    return parsed(json, name, Instant::parse);
  }

  static JsonObject.Builder put(JsonObject.Builder json, String name, Duration duration) {
    return json.put(name, duration.toString());
  }

  static Duration duration(JsonObject json, String name) {
    return parsed(json, name, Duration::parse);
  }

  private static <T> T parsed(JsonObject json, String name, Function<String, T> parser) {
    try {
      return parser.apply(json.text(name));
    } catch (DateTimeParseException e) {
      throw new JsonProblem(name, "is not a time");
    }
  }

  static JsonObject write(WorkerProfile profile) {
    var host = profile.host();
    return JsonObject.builder()
        .put("name", profile.name().value())
        .put("version", profile.version().value())
        .putTexts("capabilities", profile.capabilities())
        .put("cpu_model", host.cpu().model().value())
        .put("logical_cores", host.cpu().logicalCores())
        .put("memory_mib", host.memoryMiB())
        .put("disk_gib", host.diskGiB())
        .putObjects("gpus", host.gpus().stream().map(JournalParts::write).toList())
        .build();
  }

  private static JsonObject write(GpuFacts gpu) {
    return JsonObject.builder()
        .put("model", gpu.model().value())
        .put("uuid", gpu.uuid().value())
        .put("memory_mib", gpu.memoryMiB())
        .build();
  }

  static WorkerProfile readProfile(JsonObject json) {
    var cpu =
        new CpuFacts(
            Label.of(json.text("cpu_model")),
            json.integerWithin("logical_cores", 0, Integer.MAX_VALUE));
    var host =
        new HostFacts(
            cpu,
            json.integer("memory_mib"),
            json.integer("disk_gib"),
            json.objects("gpus").stream().map(JournalParts::readGpu).toList());
    return new WorkerProfile(
        Label.of(json.text("name")),
        Label.of(json.text("version")),
        new TreeSet<>(json.texts("capabilities")),
        host);
  }

  private static GpuFacts readGpu(JsonObject json) {
    return new GpuFacts(
        Label.of(json.text("model")), Label.of(json.text("uuid")), json.integer("memory_mib"));
  }

  static JsonObject write(Lease lease) {
    var json =
        JsonObject.builder()
            .put("id", lease.id().value())
            .put("worker", lease.worker().value())
            .put("source", lease.source().value())
            .put("score_millionths", lease.score().millionths());
    put(json, "from", lease.from());
    return put(json, "until", lease.until()).build();
  }

  static Lease readLease(JsonObject json) {
    return new Lease(
        new LeaseId(json.text("id")),
        new WorkerId(json.text("worker")),
        Label.of(json.text("source")),
        new LeaseScore(json.integerWithin("score_millionths", 0, LeaseScore.WHOLE)),
        instant(json, "from"),
        instant(json, "until"));
  }

  /// An empty window is an empty object.
  static JsonObject write(BucketWindow window) {
    return window
        .newest()
        .map(
            newest ->
                JsonObject.builder()
                    .put("newest", newest.index())
                    .put("bits", Base64.getEncoder().encodeToString(window.bits()))
                    .build())
        .orElse(JsonObject.EMPTY);
  }

  static BucketWindow readWindow(JsonObject json) {
    return json.isEmpty()
        ? BucketWindow.EMPTY
        : BucketWindow.of(
            new Bucket(json.integer("newest")), Base64.getDecoder().decode(json.text("bits")));
  }

  /// Pairs of uid and weight, by uid.
  static JsonObject.Builder put(JsonObject.Builder json, Weights weights) {
    return json.putIndexLists(
        "weights",
        weights.byUid().entrySet().stream()
            .map(entry -> List.of(entry.getKey().value(), entry.getValue().value()))
            .toList());
  }

  static Weights readWeights(JsonObject json) {
    var weights = new TreeMap<Uid, Weight>();
    json.indexListsOrNone("weights")
        .forEach(pair -> weights.put(new Uid(pair.getFirst()), new Weight(pair.getLast())));
    return new Weights(weights);
  }

  static List<String> values(List<WorkerId> workers) {
    return workers.stream().map(WorkerId::value).toList();
  }
}
