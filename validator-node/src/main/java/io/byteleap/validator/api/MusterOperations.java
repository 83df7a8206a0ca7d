package io.byteleap.validator.api;

import io.byteleap.domain.challenge.DeviceFinding;
import io.byteleap.domain.challenge.MusterPart;
import io.byteleap.domain.challenge.NeverTogether;
import io.byteleap.domain.challenge.Pace;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.json.JsonObject;
import io.byteleap.port.Musters;
import io.byteleap.validator.challenge.UnitKeeper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/// Devices in dispute, and what came of simultaneity rounds.
final class MusterOperations {
  private static final String ROUNDS = "rounds";
  private static final String UNITS = "units";

  private final Directory directory;
  private final Musters musters;
  private final Executor blocking;

  MusterOperations(Directory directory, Musters musters, Executor blocking) {
    this.directory = directory;
    this.musters = musters;
    this.blocking = blocking;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(
                "units/disputed",
                "listDisputedUnits",
                "Devices that more than one worker claims to have",
                _ -> Responses.answered(disputed()))
            .answering(200, "Devices with their claims", new Operation.Document("DisputedUnits")),
        Operation.get(
                "units/simultaneity",
                "listSimultaneityRounds",
                "Rounds in which many units were at work at once, the newest first",
                this::simultaneity)
            .taking(Paging.LIMIT, Paging.CURSOR)
            .answering(200, "A page of rounds", new Operation.Document("SimultaneityRoundPage")),
        Operation.get(
                "units/paces",
                "listUnitPaces",
                "What each unit showed at its last simultaneity round, in the order of their names",
                this::paces)
            .taking(Paging.LIMIT, Paging.CURSOR)
            .answering(200, "A page of units", new Operation.Document("UnitPacePage")));
  }

  private static long shown(Optional<Pace> pace) {
    return Math.round(pace.orElse(Pace.NONE).multiplyAddsPerSecond());
  }

  private CompletionStage<JsonObject> disputed() {
    return directory
        .disputed()
        .thenCompose(
            found -> {
              var devices = found.disputes().stream().map(UnitKeeper.Dispute::device).toList();
              return looked(() -> musters.ofDevices(devices))
                  .thenApply(parts -> json(found, parts));
            });
  }

  private static JsonObject json(UnitKeeper.Disputed found, List<MusterPart> parts) {
    var byDevice = parts.stream().collect(Collectors.groupingBy(part -> part.unit().unit()));
    return JsonObject.builder()
        .put("units_known", found.units())
        .putObjects(
            "devices",
            found.disputes().stream().map(dispute -> json(dispute, of(byDevice, dispute))).toList())
        .build();
  }

  /// What those claims did that are still made.
  private static List<MusterPart> of(
      Map<UnitId, List<MusterPart>> byDevice, UnitKeeper.Dispute dispute) {
    return byDevice.getOrDefault(dispute.device(), List.of()).stream()
        .filter(part -> dispute.claims().contains(part.unit()))
        .toList();
  }

  private static JsonObject json(UnitKeeper.Dispute dispute, List<MusterPart> parts) {
    var byClaim = parts.stream().collect(Collectors.toMap(MusterPart::unit, Function.identity()));
    return JsonObject.builder()
        .put("uuid", dispute.device().value())
        .put("finding", DeviceFinding.of(parts).word())
        .putObjects(
            "claims",
            dispute.claims().stream()
                .map(claim -> json(claim, Optional.ofNullable(byClaim.get(claim))))
                .toList())
        .build();
  }

  private static JsonObject json(UnitName claim, Optional<MusterPart> part) {
    var json =
        JsonObject.builder()
            .put("hotkey", claim.hotkey().value())
            .put("worker_id", claim.worker().value());
    part.ifPresentOrElse(
        did -> json.put("last_round", json(did)), () -> json.putNull("last_round"));
    return json.build();
  }

  private static JsonObject json(MusterPart part) {
    var json =
        JsonObject.builder()
            .put("round_id", part.muster().value())
            .put("opens_at", part.opensAt().toString())
            .put("did", part.did().word());
    var worked =
        part.did() instanceof MusterPart.Worked did
            ? Optional.of(did)
            : Optional.<MusterPart.Worked>empty();
    return json.putOrNull(
            "handed_at", worked.map(MusterPart.Worked::handedAt).map(Instant::toString))
        .putOrNull(
            "committed_at", worked.map(MusterPart.Worked::committedAt).map(Instant::toString))
        .put("multiply_adds_per_second", shown(worked.map(MusterPart.Worked::pace)))
        .build();
  }

  private CompletionStage<HttpResponse> paces(ApiCall call) {
    return Paging.answered(
        UNITS,
        call,
        wish ->
            looked(() -> Paging.json(UNITS, musters.latest(wish).map(MusterOperations::unitJson))));
  }

  private static JsonObject unitJson(MusterPart part) {
    return JsonObject.builder()
        .put("hotkey", part.unit().hotkey().value())
        .putAll(unit(part.unit()))
        .put("last_round", json(part))
        .build();
  }

  private CompletionStage<HttpResponse> simultaneity(ApiCall call) {
    return Paging.answered(
        ROUNDS,
        call,
        wish ->
            looked(
                () ->
                    JsonObject.builder()
                        .putAll(
                            Paging.json(ROUNDS, musters.rounds(wish).map(MusterOperations::json)))
                        .putObjects(
                            "never_together",
                            NeverTogether.in(musters.ofHalves()).stream()
                                .map(MusterOperations::json)
                                .toList())
                        .build()));
  }

  private static JsonObject json(Musters.Totals round) {
    return JsonObject.builder()
        .put("round_id", round.muster().value())
        .put("opens_at", round.opensAt().toString())
        .put("closes_at", round.closesAt().toString())
        .putOrNull("bell_at", round.bellAt().map(Instant::toString))
        .put("miners", round.miners())
        .put("workers", round.workers())
        .put("units", round.units())
        .put("sound", round.sound())
        .put("at_once", round.atOnce())
        .put("failed", round.failed())
        .put("missed", round.missed())
        .put("excused", round.excused())
        .put("pending", round.pending())
        .put("multiply_adds_per_second", shown(Optional.of(round.pace())))
        .build();
  }

  private static JsonObject json(NeverTogether pair) {
    return JsonObject.builder()
        .put("hotkey", pair.one().hotkey().value())
        .putObjects("units", List.of(unit(pair.one()), unit(pair.other())))
        .put("last_at", pair.lastAt().toString())
        .build();
  }

  private static JsonObject unit(UnitName name) {
    return JsonObject.builder()
        .put("worker_id", name.worker().value())
        .put("uuid", name.unit().value())
        .build();
  }

  private <T> CompletionStage<T> looked(Supplier<T> question) {
    return CompletableFuture.supplyAsync(question, blocking);
  }
}
