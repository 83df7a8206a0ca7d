package io.byteleap.persistence.journal;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.lease.LeaseBook;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.scoring.MinerLedger.LeaseClosed;
import io.byteleap.domain.scoring.MinerLedger.LeaseOpened;
import io.byteleap.domain.scoring.MinerLedger.LeaseRenewed;
import io.byteleap.domain.scoring.MinerLedger.WorkerAppeared;
import io.byteleap.domain.scoring.MinerLedger.WorkerChanged;
import io.byteleap.domain.scoring.MinerLedger.WorkerForgotten;
import io.byteleap.domain.scoring.MinerLedger.WorkersSeen;
import io.byteleap.json.JsonObject;
import java.util.List;
import java.util.TreeMap;

/// Events and state of a miner's ledger.
final class LedgerFamily implements EventFamily {
  private static final String WORKER_APPEARED = "ledger/worker-appeared/1";
  private static final String WORKER_CHANGED = "ledger/worker-changed/1";
  private static final String WORKERS_SEEN = "ledger/workers-seen/1";
  private static final String WORKER_FORGOTTEN = "ledger/worker-forgotten/1";
  private static final String LEASE_OPENED = "ledger/lease-opened/1";
  private static final String LEASE_RENEWED = "ledger/lease-renewed/1";
  private static final String LEASE_CLOSED = "ledger/lease-closed/1";
  private static final String STATE = "ledger/state/1";

  @Override
  public boolean writes(Object value) {
    return value instanceof MinerLedger.Event || value instanceof MinerLedger;
  }

  @Override
  public boolean reads(String manifest) {
    return List.of(
            WORKER_APPEARED,
            WORKER_CHANGED,
            WORKERS_SEEN,
            WORKER_FORGOTTEN,
            LEASE_OPENED,
            LEASE_RENEWED,
            LEASE_CLOSED,
            STATE)
        .contains(manifest);
  }

  @Override
  public String manifestOf(Object value) {
    return value instanceof MinerLedger ? STATE : manifestOf((MinerLedger.Event) value);
  }

  private static String manifestOf(MinerLedger.Event event) {
    return switch (event) {
      case WorkerAppeared _ -> WORKER_APPEARED;
      case WorkerChanged _ -> WORKER_CHANGED;
      case WorkersSeen _ -> WORKERS_SEEN;
      case WorkerForgotten _ -> WORKER_FORGOTTEN;
      case LeaseOpened _ -> LEASE_OPENED;
      case LeaseRenewed _ -> LEASE_RENEWED;
      case LeaseClosed _ -> LEASE_CLOSED;
    };
  }

  @Override
  public JsonObject write(Object value) {
    return value instanceof MinerLedger ledger ? write(ledger) : write((MinerLedger.Event) value);
  }

  private static JsonObject write(MinerLedger.Event event) {
    return switch (event) {
      case WorkerAppeared(var worker, var profile, var at) ->
          JournalParts.at(at)
              .put("worker", worker.value())
              .put("profile", JournalParts.write(profile))
              .build();
      case WorkerChanged(var worker, var profile, var at) ->
          JournalParts.at(at)
              .put("worker", worker.value())
              .put("profile", JournalParts.write(profile))
              .build();
      case WorkersSeen(var bucket, var workers) ->
          JsonObject.builder()
              .put("bucket", bucket.index())
              .putTexts("workers", JournalParts.values(workers))
              .build();
      case WorkerForgotten(var worker, var at) ->
          JournalParts.at(at).put("worker", worker.value()).build();
      case LeaseOpened(var lease, var at) ->
          JournalParts.at(at).put("lease", JournalParts.write(lease)).build();
      case LeaseRenewed(var id, var until, var at) ->
          JournalParts.put(JournalParts.at(at).put("id", id.value()), "until", until).build();
      case LeaseClosed(var id, var at) -> JournalParts.at(at).put("id", id.value()).build();
    };
  }

  private static JsonObject write(MinerLedger ledger) {
    return JsonObject.builder()
        .putObjects(
            "workers",
            ledger.workers().entrySet().stream()
                .map(entry -> write(entry.getKey(), entry.getValue()))
                .toList())
        .putObjects("leases", ledger.leases().all().stream().map(JournalParts::write).toList())
        .build();
  }

  private static JsonObject write(WorkerId worker, MinerLedger.Entry entry) {
    var json =
        JsonObject.builder()
            .put("worker", worker.value())
            .put("profile", JournalParts.write(entry.profile()))
            .put("present", JournalParts.write(entry.present()));
    return JournalParts.put(json, "since", entry.since()).build();
  }

  @Override
  public Object read(String manifest, JsonObject json) {
    return switch (manifest) {
      case WORKER_APPEARED ->
          new WorkerAppeared(
              worker(json),
              JournalParts.readProfile(json.object("profile")),
              JournalParts.readAt(json));
      case WORKER_CHANGED ->
          new WorkerChanged(
              worker(json),
              JournalParts.readProfile(json.object("profile")),
              JournalParts.readAt(json));
      case WORKERS_SEEN ->
          new WorkersSeen(
              new Bucket(json.integer("bucket")),
              json.texts("workers").stream().map(WorkerId::new).toList());
      case WORKER_FORGOTTEN -> new WorkerForgotten(worker(json), JournalParts.readAt(json));
      case LEASE_OPENED ->
          new LeaseOpened(JournalParts.readLease(json.object("lease")), JournalParts.readAt(json));
      case LEASE_RENEWED ->
          new LeaseRenewed(
              new LeaseId(json.text("id")),
              JournalParts.instant(json, "until"),
              JournalParts.readAt(json));
      case LEASE_CLOSED -> new LeaseClosed(new LeaseId(json.text("id")), JournalParts.readAt(json));
      case STATE -> readState(json);
      default -> throw new IllegalStateException("BUG: " + manifest);
    };
  }

  private static WorkerId worker(JsonObject json) {
    return new WorkerId(json.text("worker"));
  }

  private static MinerLedger readState(JsonObject json) {
    var workers = new TreeMap<WorkerId, MinerLedger.Entry>();
    for (JsonObject entry : json.objects("workers")) {
      workers.put(
          worker(entry),
          new MinerLedger.Entry(
              JournalParts.readProfile(entry.object("profile")),
              JournalParts.readWindow(entry.object("present")),
              JournalParts.instant(entry, "since")));
    }
    var leases = new TreeMap<LeaseId, Lease>();
    json.objects("leases").stream()
        .map(JournalParts::readLease)
        .forEach(lease -> leases.put(lease.id(), lease));
    return new MinerLedger(workers, new LeaseBook(leases));
  }
}
