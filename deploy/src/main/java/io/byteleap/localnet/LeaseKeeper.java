package io.byteleap.localnet;

import io.byteleap.json.JsonObject;
import io.byteleap.localnet.LocalnetConfig.LeaseConfig;
import io.byteleap.localnet.Snapshot.LeaseRow;
import io.byteleap.localnet.Snapshot.WorkerRow;
import io.byteleap.localnet.StatusClient.Answer;
import io.byteleap.localnet.StatusClient.NoAnswer;
import io.byteleap.localnet.StatusClient.Reply;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Rents the first worker through the validator's HTTP interface, as a marketplace would: opens the
/// lease when the worker has proved itself, renews it in time, ends it when the run ends. One
/// thread.
final class LeaseKeeper implements Tenant {
  private static final String SOURCE = "localnet";

  private final Member validator;
  private final String worker;
  private final LeaseConfig config;
  private final String token;
  private final StatusClient client;
  private boolean cleared;
  private boolean isEnding;
  private boolean isOver;
  private Optional<String> failure = Optional.empty();
  private String complaint = "";

  /// `worker` is the name of the worker to rent.
  LeaseKeeper(
      Member validator, String worker, LeaseConfig config, String token, StatusClient client) {
    this.validator = validator;
    this.worker = worker;
    this.config = config;
    this.token = token;
    this.client = client;
  }

  @Override
  public List<String> step(Snapshot now, Tally tally) {
    if (isEnding && !isOver) {
      failure = end(now);
      isOver = true;
    }
    if (isOver || !now.isFresh()) {
      return List.of();
    }
    List<String> news = new ArrayList<>();
    if (!cleared) {
      now.leases().stream().filter(LeaseKeeper::isOurs).forEach(lease -> news.add(clear(lease)));
      cleared = true;
      return news;
    }
    var rented = now.workerNamed(worker);
    if (rented.isPresent()) {
      var active = now.activeLeaseOf(rented.get().workerId());
      if (active.isPresent()) {
        renewal(active.get(), now.at()).ifPresent(news::add);
      } else if (tally.of(rented.get().workerId()).verified() > 0 && rented.get().online()) {
        open(rented.get(), now.at()).ifPresent(news::add);
      }
    }
    return news;
  }

  private static boolean isOurs(LeaseRow lease) {
    return lease.active() && lease.source().equals(SOURCE);
  }

  private String clear(LeaseRow lease) {
    return end(lease).orElse("ended lease " + lease.id() + ", which an earlier run left open");
  }

  private Optional<String> open(WorkerRow rented, Instant now) {
    var until = now.plus(config.term());
    var body =
        JsonObject.builder()
            .put("hotkey", rented.hotkey())
            .put("worker_id", rented.workerId())
            .put("source", SOURCE)
            .put("score", config.score())
            .put("until", until.toString())
            .build();
    return told(
        "lease of " + worker + " not opened",
        client.send("POST", validator.url("/api/v1/leases"), body, token).join(),
        answer ->
            "opened lease "
                + answer.text("lease_id")
                + " on "
                + worker
                + ", worth "
                + config.score());
  }

  /// At half of the term, so that one renewal may be lost.
  private Optional<String> renewal(LeaseRow lease, Instant now) {
    if (!isOurs(lease) || lease.until().isAfter(now.plus(config.term().dividedBy(2)))) {
      return Optional.empty();
    }
    var body = JsonObject.builder().put("until", now.plus(config.term()).toString()).build();
    return told(
        "lease of " + worker + " not renewed",
        client.send("POST", url(lease, "/renewal"), body, token).join(),
        answer -> "renewed the lease of " + worker + " until " + answer.text("until"));
  }

  @Override
  public boolean isContent(Instant now) {
    return true;
  }

  @Override
  public void end() {
    isEnding = true;
  }

  @Override
  public boolean isOver() {
    return isOver;
  }

  @Override
  public List<String> board() {
    return List.of();
  }

  @Override
  public List<String> missing() {
    return failure.stream().toList();
  }

  @Override
  public List<String> summary() {
    return List.of();
  }

  @Override
  public void close() {
    // the client is somebody else's
  }

  /// Ends what this run opened; returns what went wrong.
  private Optional<String> end(Snapshot last) {
    return last.leases().stream()
        .filter(LeaseKeeper::isOurs)
        .flatMap(lease -> end(lease).stream())
        .findFirst();
  }

  private Optional<String> end(LeaseRow lease) {
    return switch (client.send("DELETE", url(lease, ""), JsonObject.EMPTY, token).join()) {
      case Answer answer when answer.isGood() -> Optional.empty();
      case Answer(var status, var problem) ->
          Optional.of("lease " + lease.id() + " not ended: " + words(status, problem));
      case NoAnswer(var why) -> Optional.of("lease " + lease.id() + " not ended: " + why);
    };
  }

  private URI url(LeaseRow lease, String action) {
    return validator.url("/api/v1/leases/" + lease.id() + action);
  }

  @FunctionalInterface
  private interface Words {
    String of(JsonObject answer);
  }

  /// What to tell of a reply: a refusal once, not at every try.
  private Optional<String> told(String failed, Reply reply, Words done) {
    return switch (reply) {
      case Answer answer when answer.isGood() -> {
        complaint = "";
        yield Optional.of(done.of(answer.body()));
      }
      case Answer(var status, var problem) -> complained(failed + ": " + words(status, problem));
      case NoAnswer(var why) -> complained(failed + ": " + why);
    };
  }

  private Optional<String> complained(String words) {
    if (words.equals(complaint)) {
      return Optional.empty();
    }
    complaint = words;
    return Optional.of(words);
  }

  private static String words(int status, JsonObject problem) {
    return status + " " + problem.optionalText("detail").orElse("");
  }
}
