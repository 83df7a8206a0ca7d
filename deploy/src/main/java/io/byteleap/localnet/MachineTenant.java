package io.byteleap.localnet;

import io.byteleap.json.JsonObject;
import io.byteleap.localnet.LocalnetConfig.MachinesConfig;
import io.byteleap.localnet.MachineApi.Answer;
import io.byteleap.localnet.MachineApi.Refusal;
import io.byteleap.localnet.MachineApi.Reply;
import io.byteleap.localnet.Snapshot.WorkerRow;
import io.byteleap.node.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/// Rents a machine on the first worker as a tenant would: waits until the worker has proved itself,
/// rents, reads the console until the system has booted, asks how the machine is, and gives it back
/// when the run ends. One thread.
final class MachineTenant implements Tenant {
  /// A key that nobody has the other half of: nobody is to log in.
  static final String SSH_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f localnet";

  private static final String NONE = "-";

  private final String worker;
  private final MachinesConfig config;
  private final MachineApi api;
  private final MachineSite site;
  private final Path log;
  private final String key = UUID.randomUUID().toString();
  private final List<String> problems = new ArrayList<>();
  private List<MachineRow> former = List.of();
  private Stage stage = new Clearing();
  private boolean isEnding;

  private sealed interface Stage {}

  /// What an earlier run rented is given back first.
  private record Clearing() implements Stage {}

  private record Looking(String complaint) implements Stage {}

  private record Rented(MachineRow row, Instant since, Boot boot) implements Stage {}

  private record Over(MachineRow row) implements Stage {}

  /// Nothing was rented, and nothing is.
  private record Nothing() implements Stage {}

  /// What was seen of the machine itself.
  private static final class Boot {
    private Optional<GuestConsole> console = Optional.empty();
    private Optional<CompletableFuture<Reply>> stats = Optional.empty();
    private boolean isBooted;
    private boolean isMeasured;
  }

  /// `worker` is the name of the worker to rent on, `log` where its console is kept.
  MachineTenant(String worker, MachinesConfig config, MachineApi api, MachineSite site, Path log) {
    this.worker = worker;
    this.config = config;
    this.api = api;
    this.site = site;
    this.log = log;
  }

  @Override
  public List<String> step(Snapshot now, Tally tally) {
    List<String> news = new ArrayList<>();
    if (now.isFresh()) {
      stage =
          switch (stage) {
            case Clearing() -> cleared(news);
            case Looking looking -> isEnding ? new Nothing() : looked(looking, now, tally, news);
            case Rented rented -> followed(rented, now.at(), news);
            case Over _, Nothing _ -> stage;
          };
    }
    return news;
  }

  private Stage cleared(List<String> news) {
    var open = api.open();
    if (!open.isEmpty() && former.isEmpty()) {
      former = open;
      open.forEach(
          row -> {
            var _ = api.end(row.id());
            news.add("gives back " + row.name() + ", which an earlier run left");
          });
    }
    return open.isEmpty() ? new Looking("") : new Clearing();
  }

  private Stage looked(Looking looking, Snapshot now, Tally tally, List<String> news) {
    var found =
        now.workerNamed(worker)
            .filter(WorkerRow::online)
            .filter(row -> tally.of(row.workerId()).verified() > 0);
    if (found.isEmpty() || !api.offers().contains(found.get().workerId())) {
      return looking;
    }
    return switch (api.rent(wish(found.get()), key)) {
      case Answer(var body) -> {
        var row = MachineRow.of(body);
        news.add("rented " + row.name() + " on " + worker + ", the order is stored");
        yield new Rented(row, now.at(), new Boot());
      }
      case Refusal(_, var why) -> {
        if (!why.equals(looking.complaint())) {
          news.add("no machine on " + worker + " yet: " + why);
        }
        yield new Looking(why);
      }
    };
  }

  private JsonObject wish(WorkerRow on) {
    return JsonObject.builder()
        .put("hotkey", on.hotkey())
        .put("worker_id", on.workerId())
        .put("label", "localnet")
        .put("image", MachineSite.IMAGE)
        .put("memory_mib", config.memoryMib())
        .put("vcpus", config.vcpus())
        .put("disk_gb", config.diskGb())
        .put("ssh_key", SSH_KEY)
        .build();
  }

  private Stage followed(Rented rented, Instant now, List<String> news) {
    var before = rented.row();
    var row = api.look(before.id()).orElse(before);
    changes(before, row, news);
    if (row.isOver()) {
      rented.boot().console.ifPresent(GuestConsole::close);
      checkEnd(row, rented.boot());
      return new Over(row);
    }
    if (isEnding) {
      endIfDue(row, news);
    } else {
      listen(rented, now, news);
      if (rented.boot().isBooted && row.isRunning()) {
        measure(rented, news);
      }
    }
    return new Rented(row, rented.since(), rented.boot());
  }

  private static void changes(MachineRow before, MachineRow row, List<String> news) {
    if (!row.phase().equals(before.phase())) {
      news.add(row.name() + " is " + row.phase() + (row.says().isEmpty() ? "" : ": " + row.says()));
    } else if (!row.step().equals(before.step()) && !row.step().isEmpty()) {
      news.add(row.name() + ": its worker " + row.step());
    }
    if (before.leaseUntil().isEmpty() && !row.leaseUntil().isEmpty()) {
      news.add(row.name() + " has its worker's lease until " + row.leaseUntil());
    }
  }

  private void endIfDue(MachineRow row, List<String> news) {
    boolean isOrdered = row.orders().stream().anyMatch(order -> order.kind().equals("destroy"));
    if (!isOrdered && api.end(row.id()) instanceof Answer) {
      news.add("gives " + row.name() + " back");
    }
  }

  private void listen(Rented rented, Instant now, List<String> news) {
    var boot = rented.boot();
    var name = rented.row().name();
    try {
      if (boot.console.isEmpty()) {
        boot.console = GuestConsole.of(site.virsh(), name);
        return;
      }
      var console = boot.console.get();
      var lines = console.news();
      Files.write(log, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      if (!lines.isEmpty()) {
        news.add(name + " writes: " + lines.getLast());
      }
      if (!boot.isBooted && console.logins() > 0) {
        boot.isBooted = true;
        var took = Duration.between(rented.since(), now).toSeconds();
        news.add(name + " has booted, " + took + " s after it was ordered; its console: " + log);
      }
    } catch (IOException e) {
      note("the console of " + name + " cannot be read or kept: " + e.getMessage());
    }
  }

  private void measure(Rented rented, List<String> news) {
    var boot = rented.boot();
    var id = rented.row().id();
    if (boot.isMeasured) {
      return;
    }
    if (boot.stats.isEmpty()) {
      boot.stats = Optional.of(CompletableFuture.supplyAsync(() -> api.stats(id)));
    } else if (boot.stats.get().isDone()) {
      switch (statsOf(boot.stats.get())) {
        case Answer(var stats) -> {
          boot.isMeasured = true;
          news.add(rented.row().name() + " says of itself: " + stats.object("info").toText());
        }
        case Refusal(_, var why) -> news.add(rented.row().name() + " does not tell: " + why);
      }
      boot.stats = Optional.empty();
    }
  }

  private static Reply statsOf(CompletableFuture<Reply> stats) {
    try {
      return stats.join();
    } catch (CompletionException e) {
      return new Refusal("", String.valueOf(e.getMessage()));
    }
  }

  private void note(String problem) {
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }

  private void checkEnd(MachineRow row, Boot boot) {
    if (!row.phase().equals("ended")) {
      note(row.name() + " has " + row.phase() + ": " + row.says());
    }
    if (!boot.isBooted) {
      note(row.name() + " was not seen to boot");
    }
    if (!boot.isMeasured) {
      note(row.name() + " did not say how it is");
    }
    row.orders().stream()
        .filter(order -> !order.state().equals("done"))
        .forEach(
            order ->
                note(
                    "order "
                        + order.kind()
                        + " of "
                        + row.name()
                        + ": "
                        + order.state()
                        + " "
                        + order.failure()
                        + " "
                        + order.says()));
  }

  /// Whether the run may end as far as the machine goes: it was seen to boot and said how it is, or
  /// took longer than it may.
  @Override
  public boolean isContent(Instant now) {
    return switch (stage) {
      case Rented(_, var since, var boot) ->
          (boot.isBooted && boot.isMeasured) || !now.isBefore(since.plus(config.bootPatience()));
      case Over _, Nothing _ -> true;
      case Clearing _, Looking _ -> false;
    };
  }

  @Override
  public void end() {
    isEnding = true;
  }

  @Override
  public boolean isOver() {
    return switch (stage) {
      case Over(var row) -> row.isHandedOver() || row.phase().equals("failed");
      case Nothing() -> true;
      case Clearing _, Looking _, Rented _ -> false;
    };
  }

  @Override
  public List<String> missing() {
    List<String> missing = new ArrayList<>(problems);
    switch (stage) {
      case Over(var row) when !row.isHandedOver() ->
          missing.add("the worker did not prove that nothing of " + row.name() + " is left");
      case Over _ -> {}
      case Rented(var row, _, _) -> missing.add(row.name() + " was not given back in time");
      case Clearing _, Looking _, Nothing _ -> missing.add("no machine was rented on " + worker);
    }
    missing.addAll(left());
    return missing;
  }

  /// The folder goes when nothing of a machine is in it.
  private List<String> left() {
    try {
      var left = site.leftovers(rented());
      if (left.isEmpty()) {
        site.remove();
      }
      return left.stream().map(each -> "left on this host: " + each).toList();
    } catch (IOException | IllegalStateException e) {
      return List.of("it cannot be looked what is left on this host: " + e.getMessage());
    }
  }

  private Optional<MachineRow> row() {
    return switch (stage) {
      case Rented(var row, _, _) -> Optional.of(row);
      case Over(var row) -> Optional.of(row);
      case Clearing _, Looking _, Nothing _ -> Optional.empty();
    };
  }

  /// Names of the machines that this run and the one before rented.
  private Stream<String> rented() {
    return Stream.concat(former.stream(), row().stream()).map(MachineRow::name);
  }

  /// The machine with its lease's meter.
  @Override
  public List<String> board() {
    if (row().isEmpty()) {
      return List.of();
    }
    var row = row().get();
    var meter = row.meter();
    var table =
        TextTable.ofFigures(
            "MACHINE", "ON", "STATE", "STEP", "LEASE UNTIL", "PROMISED", "DELIVERED", "LOST");
    table.row(
        row.name(),
        worker,
        row.phase(),
        row.step().isEmpty() ? NONE : row.step(),
        row.leaseUntil().isEmpty() ? NONE : row.leaseUntil(),
        meter.promised() + " s",
        meter.delivered() + " s",
        meter.lostByWorker() + " s worker, " + meter.lostByValidator() + " s validator");
    var lines = new ArrayList<>(List.of(""));
    lines.addAll(table.lines());
    return lines;
  }

  @Override
  public List<String> summary() {
    return List.of(row().map(MachineTenant::summary).orElse("machine: none was rented"));
  }

  private static String summary(MachineRow row) {
    return "machine "
        + row.name()
        + ": "
        + row.phase()
        + (row.isHandedOver() ? ", handed over with a signed record" : "")
        + ", lease delivered "
        + row.meter().delivered()
        + " of "
        + row.meter().promised()
        + " s";
  }

  @Override
  public void close() {
    if (stage instanceof Rented(_, _, var boot)) {
      boot.console.ifPresent(GuestConsole::close);
    }
    api.close();
  }
}
