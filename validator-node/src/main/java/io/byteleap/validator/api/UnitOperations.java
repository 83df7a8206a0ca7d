package io.byteleap.validator.api;

import static io.byteleap.validator.api.Responses.refused;

import io.byteleap.domain.access.Scope;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.http.Problem;
import io.byteleap.json.JsonObject;
import io.byteleap.node.StatusServer;
import io.byteleap.wire.Decoded;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The units of challenge version 2 and their keys, for admins.
final class UnitOperations {
  private static final Logger LOG = LoggerFactory.getLogger(UnitOperations.class);
  private static final Parameter HOTKEY = Parameter.path("hotkey", "The miner's hotkey.");
  private static final Parameter WORKER = Parameter.path("worker_id", "The worker's id.");
  private static final Parameter UUID =
      Parameter.path("uuid", "The GPU's UUID; -1 for the processors.");

  private final Directory directory;

  UnitOperations(Directory directory) {
    this.directory = directory;
  }

  List<Operation> all() {
    return List.of(
        Operation.delete(
                "units/{hotkey}/{worker_id}/{uuid}/key",
                "releaseUnitKey",
                "Lets a unit that lost its key begin with a new one",
                Scope.ADMIN,
                this::release)
            .answering(200, "The unit, whose next key is its own", new Operation.Document("Unit"))
            .refusing(404));
  }

  private CompletionStage<HttpResponse> release(ApiCall call) {
    return switch (Decoded.of(() -> unit(call))) {
      case Decoded.Refused<UnitName>(var why) -> refused(Problem.badRequest(why.value()));
      case Decoded.Read<UnitName>(var unit) ->
          directory.release(unit).thenApply(released -> answer(unit, released.wasBound(), call));
    };
  }

  private static UnitName unit(ApiCall call) {
    return new UnitName(
        new Hotkey(call.value(HOTKEY)),
        new WorkerId(call.value(WORKER)),
        new UnitId(call.value(UUID)));
  }

  private static HttpResponse answer(UnitName unit, boolean wasBound, ApiCall call) {
    if (!wasBound) {
      return Problem.notFound("no key of unit " + unit.unit() + " of worker " + unit.worker())
          .toResponse();
    }
    LOG.info(
        "a unit's key was released, hotkey={}, worker={}, unit={}, by={}",
        unit.hotkey(),
        unit.worker(),
        unit.unit(),
        call.caller().source());
    return StatusServer.json(
        200,
        JsonObject.builder()
            .put("hotkey", unit.hotkey().value())
            .put("worker_id", unit.worker().value())
            .put("uuid", unit.unit().value())
            .build());
  }
}
