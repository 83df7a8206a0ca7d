package io.byteleap.miner.api;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.api.Listing.Item;
import io.byteleap.miner.challenge.Tally;
import io.byteleap.miner.challenge.Tasks;
import io.byteleap.miner.presence.Reports;
import io.byteleap.miner.validator.Standing;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.miner.worker.WorkerView;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// What one hotkey's actors said of it, at about the same moment.
record HotkeyFacts(
    Owners of,
    List<WorkerView> workers,
    List<Standing> validators,
    Reports reports,
    Tasks tasks,
    Tally tally) {
  private Hotkey own() {
    return of.hotkey();
  }

  Stream<Item> workerItems() {
    return workers.stream()
        .map(
            worker ->
                new Item(key(own().value(), worker.id().value()), ApiJson.worker(own(), worker)));
  }

  Stream<Item> validatorItems() {
    return validators.stream()
        .map(
            standing ->
                new Item(
                    key(own().value(), standing.target().hotkey().value()),
                    ApiJson.validator(own(), standing, reports)));
  }

  Stream<Item> taskItems() {
    return Stream.of(
            tasks.over().stream()
                .map(
                    task ->
                        new Item(
                            key(own().value(), at(task.since()), task.id().value()),
                            ApiJson.task(own(), task))),
            tasks.onTheWay().stream()
                .map(
                    task ->
                        new Item(
                            key(own().value(), at(task.since()), task.id().value()),
                            ApiJson.task(own(), task))),
            tasks.waiting().stream()
                .map(
                    task ->
                        new Item(
                            key(own().value(), "waiting", task.id().value()),
                            ApiJson.task(own(), task))))
        .flatMap(items -> items);
  }

  Stream<Item> heartbeatItems() {
    return reports.recent().stream()
        .map(
            report ->
                new Item(
                    key(own().value(), at(report.at()), report.validator().value()),
                    ApiJson.heartbeat(own(), report)));
  }

  /// What `/status` says of a hotkey.
  JsonObject summary(Metagraph metagraph) {
    var neuron = metagraph.of(own());
    var json =
        JsonObject.builder()
            .put("hotkey", own().value())
            .put("wallet", of.name())
            .put("door", of.door())
            .put("registered", neuron.isPresent());
    neuron.ifPresentOrElse(
        member -> json.put("uid", member.uid().value()), () -> json.putNull("uid"));
    return json.put("workers", workers.size())
        .put("workers_connected", connected())
        .put("workers_max", WorkerRegistry.WORKERS_MAX)
        .put("validators", validators.size())
        .put("validators_with_session", withSession())
        .put("challenges", ApiJson.challenges(tally))
        .build();
  }

  long connected() {
    return workers.stream()
        .filter(worker -> !(worker.status() instanceof WorkerView.Offline))
        .count();
  }

  private long withSession() {
    return validators.stream()
        .filter(standing -> standing.session() instanceof Standing.Opened)
        .count();
  }

  private static String key(String... parts) {
    return String.join("/", parts);
  }

  /// Texts that are in order when the times are.
  private static String at(Instant time) {
    return "%014d".formatted(time.toEpochMilli());
  }
}
