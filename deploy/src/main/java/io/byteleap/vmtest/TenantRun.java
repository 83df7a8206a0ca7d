package io.byteleap.vmtest;

import io.byteleap.domain.vm.MachineId;
import io.byteleap.faulttest.Broken;
import io.byteleap.faulttest.Waiting;
import io.byteleap.json.JsonObject;
import io.byteleap.localnet.GuestConsole;
import io.byteleap.localnet.MachineApi.Answer;
import io.byteleap.localnet.MachineApi.Refusal;
import io.byteleap.localnet.MachineApi.Reply;
import io.byteleap.localnet.MachineRow;
import io.byteleap.localnet.MachineSite;
import io.byteleap.localnet.Virsh;
import io.byteleap.worker.vm.Pulse;
import io.byteleap.worker.vm.VmProblem;
import io.byteleap.worker.vm.guest.GuestAgent;
import io.byteleap.worker.vm.guest.GuestSystem;
import io.byteleap.worker.vm.libvirt.LibvirtHypervisor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A machine as a tenant has it, from door to door: rented through the validator's interface and
/// its gateway, booted, looked at, rebooted, given back; then twice with the worker killed (kill
/// -9) in the middle of an order.
final class TenantRun {
  private static final Duration ORDER_MAX = Duration.ofMinutes(4);
  private static final Duration SOON = Duration.ofMinutes(2);

  private final VmTestOptions options;
  private final PrintStream out;
  private final InstantSource clock = InstantSource.system();
  private final List<String> rented = new ArrayList<>();

  TenantRun(VmTestOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  void run(Network.Place place) throws IOException {
    var folder = place.folder();
    var site =
        MachineSite.of(
            options.folder(),
            folder,
            options.image(),
            new Virsh(options.socket()),
            options.isEmulated());
    try (var network = Network.start(place, site);
        var libvirt = options.libvirt(folder)) {
      out.println("the worker is at the gateway, and offered");
      live(network, libvirt);
      killWhileMade(network);
      killWhileDestroyed(network);
    }
  }

  private void live(Network network, LibvirtHypervisor libvirt) throws IOException {
    var row = rent(network);
    var progress = new Progress(clock);
    var following = network.api().follow(row.id(), progress::heard);
    try (var console = console(network, row.name())) {
      await(network, row.id(), "runs", MachineRow::isRunning);
      var booted = boots(console, 1);
      out.printf("it has booted after %d s; its console said, last: %s%n", booted, last(console));
      var machine = machine(libvirt, row.name());
      var boot = bootId(libvirt, machine);
      var seed = network.machines().machine(VmTestOptions.WORKER, row.name()).resolve("seed.iso");
      Waiting.until("the seed is taken away", options.bootPatience(), () -> !Files.exists(seed));
      figures(network, row.id());
      order(network, row.id(), "reboot", MachineRow::isRunning);
      bootsAgain(network, row.name(), console);
      var again = bootId(libvirt, machine);
      if (again.equals(boot)) {
        throw new Broken("the boot id is the same after a reboot");
      }
      out.println("it was rebooted: boot id " + boot + ", then " + again);
    }
    order(network, row.id(), "stop", each -> each.phase().equals("stopped"));
    order(network, row.id(), "start", MachineRow::isRunning);
    end(network, row.id());
    following.join();
    out.println("while orders were open, the longest silence was " + progress.longest() + " ms");
  }

  private MachineRow rent(Network network) {
    var offer = network.offer();
    var wish =
        JsonObject.builder()
            .put("hotkey", offer.hotkey())
            .put("worker_id", offer.worker())
            .put("image", MachineSite.IMAGE)
            .put("memory_mib", VmOrders.SIZE.memoryMiB())
            .put("vcpus", VmOrders.SIZE.processors())
            .put("disk_gb", VmOrders.SIZE.diskGb())
            .put("ssh_key", VmOrders.KEY.line())
            .build();
    long since = clock.millis();
    var row = accepted("rented", network.api().rent(wish, UUID.randomUUID().toString()));
    rented.add(row.name());
    out.printf("%s is rented, acknowledged in %d ms%n", row.name(), clock.millis() - since);
    return row;
  }

  private static MachineRow accepted(String what, Reply reply) {
    return switch (reply) {
      case Answer(var body) -> MachineRow.of(body);
      case Refusal(_, var why) -> throw new Broken("not " + what + ": " + why);
    };
  }

  private static GuestConsole console(Network network, String name) throws IOException {
    var found = new ArrayList<GuestConsole>();
    Waiting.until(
        "the machine has a console",
        SOON,
        () -> {
          console(network.machines().virsh(), name).ifPresent(found::add);
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  private static Optional<GuestConsole> console(Virsh virsh, String name) {
    try {
      return GuestConsole.of(virsh, name);
    } catch (IOException e) {
      throw new Broken("the console cannot be read: " + e.getMessage());
    }
  }

  private long boots(GuestConsole console, int logins) {
    return Waiting.until(
            "the console asks for a login, " + logins + ". time",
            options.bootPatience(),
            () -> console.logins() >= logins)
        .toSeconds();
  }

  /// A machine that does not reboot in time is turned off and on.
  private void bootsAgain(Network network, String name, GuestConsole before) throws IOException {
    if (before.isOpen()) {
      boots(before, 2);
      return;
    }
    try (var after = console(network, name)) {
      boots(after, 1);
    }
  }

  private static String last(GuestConsole console) {
    var lines = console.news();
    return lines.isEmpty() ? "nothing" : lines.getLast() + " (" + lines.size() + " lines)";
  }

  private static MachineId machine(LibvirtHypervisor libvirt, String name) {
    try {
      return libvirt.machines().stream()
          .filter(each -> each.name().equals(name))
          .findFirst()
          .orElseThrow(() -> new Broken("libvirt does not know " + name))
          .id();
    } catch (VmProblem e) {
      throw new Broken("libvirt does not answer: " + e.getMessage());
    }
  }

  private String bootId(LibvirtHypervisor libvirt, MachineId machine) {
    var told = new ArrayList<String>();
    Waiting.until(
        "the machine tells its boot id",
        options.bootPatience(),
        () -> {
          try {
            told.add(new GuestSystem(agent(libvirt, machine)).bootId());
          } catch (VmProblem e) {
            return false;
          }
          return true;
        });
    return told.getFirst();
  }

  private GuestAgent agent(LibvirtHypervisor libvirt, MachineId machine) {
    return new GuestAgent(
        (command, patience) -> libvirt.askGuest(machine, command, patience),
        Pulse.unheard(clock),
        new GuestAgent.Patience(
            Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMillis(500)));
  }

  /// Real figures: the machine's own memory is known only when its system tells it.
  private void figures(Network network, String id) {
    var told = new ArrayList<JsonObject>();
    Waiting.until(
        "the machine tells its usage",
        SOON,
        () -> {
          if (network.api().stats(id) instanceof Answer(var stats)) {
            told.add(stats.object("info"));
          }
          return !told.isEmpty()
              && told.getLast().optionalNumber("memory_usage").isPresent()
              && told.getLast().optionalNumber("cpu_usage").isPresent();
        });
    out.println("its figures: " + told.getLast().toText());
  }

  @FunctionalInterface
  private interface Wanted {
    boolean isSo(MachineRow row);
  }

  private void order(Network network, String id, String word, Wanted wanted) {
    long since = clock.millis();
    var _ = accepted("ordered: " + word, network.api().order(id, word));
    long acknowledged = clock.millis() - since;
    await(network, id, word, row -> row.openOrder().isEmpty() && wanted.isSo(row));
    out.printf(
        "%s: acknowledged in %d ms, done in %d ms%n", word, acknowledged, clock.millis() - since);
  }

  private MachineRow await(Network network, String id, String what, Wanted wanted) {
    var seen = new ArrayList<MachineRow>();
    Waiting.until(
        "the machine: " + what,
        ORDER_MAX,
        () -> {
          network.api().look(id).ifPresent(seen::add);
          if (seen.isEmpty()) {
            return false;
          }
          var row = seen.getLast();
          if (row.isOver() && !wanted.isSo(row)) {
            throw new Broken("the machine has " + row.phase() + ": " + row.says());
          }
          return wanted.isSo(row);
        });
    return seen.getLast();
  }

  private void end(Network network, String id) {
    long since = clock.millis();
    var _ = accepted("given back", network.api().end(id));
    long acknowledged = clock.millis() - since;
    checkEnd(network, id);
    out.printf(
        "given back: acknowledged in %d ms, done in %d ms, with a signed record; nothing is left%n",
        acknowledged, clock.millis() - since);
  }

  private void checkEnd(Network network, String id) {
    var row = await(network, id, "is handed over", each -> each.isOver() && each.isHandedOver());
    checkOrders(row);
    var left = network.leftovers(rented);
    if (!left.isEmpty()) {
      throw new Broken("left are " + left);
    }
    if (!row.leaseUntil().isEmpty()) {
      throw new Broken("the lease goes on after the end");
    }
  }

  /// Each order has one end.
  private static void checkOrders(MachineRow row) {
    if (row.orders().stream().map(MachineRow.Order::number).distinct().count()
            != row.orders().size()
        || row.openOrder().isPresent()) {
      throw new Broken("an order has no end, or more than one: " + row.orders());
    }
  }

  private void killWhileMade(Network network) throws IOException {
    var row = rent(network);
    var at = killAt(network, row.name(), "\"step\":\"disk_made\"");
    network.startWorkerAgain();
    var after = await(network, row.id(), "its making has an end", each -> hasEnd(each, "create"));
    out.printf("killed while it was made, at %s: the order has %s%n", at, endOf(after, "create"));
    if (after.isOver()) {
      checkGone(network, after);
    } else {
      end(network, row.id());
    }
    awaitOffer(network);
  }

  private void killWhileDestroyed(Network network) throws IOException {
    var row = rent(network);
    await(network, row.id(), "runs", MachineRow::isRunning);
    var _ = accepted("given back", network.api().end(row.id()));
    var at = killAt(network, row.name(), "\"at\":\"clearing\"");
    network.startWorkerAgain();
    checkEnd(network, row.id());
    out.printf("killed while it was destroyed, at %s: done, and nothing is left%n", at);
  }

  private void checkGone(Network network, MachineRow row) {
    checkOrders(row);
    Waiting.until("nothing is left", SOON, () -> network.leftovers(rented).isEmpty());
  }

  private static void awaitOffer(Network network) {
    Waiting.until("the worker is offered again", SOON, () -> !network.api().offers().isEmpty());
  }

  private static boolean hasEnd(MachineRow row, String kind) {
    return row.orders().stream().anyMatch(order -> order.kind().equals(kind) && !order.isOpen());
  }

  private static String endOf(MachineRow row, String kind) {
    return row.orders().stream()
        .filter(order -> order.kind().equals(kind))
        .map(order -> (order.state() + " " + order.says()).strip())
        .findFirst()
        .orElse("no end");
  }

  /// Kills the worker as soon as the machine is written down as being there or further; returns
  /// what stood in the file.
  private String killAt(Network network, String machine, String words) {
    var file = network.journalOf(machine);
    long end = System.nanoTime() + SOON.toNanos();
    while (!text(file).contains(words)) {
      if (System.nanoTime() > end) {
        throw new Broken("the worker does not come to " + words);
      }
      Thread.onSpinWait();
    }
    network.killWorker();
    var at = text(file);
    return at.substring(Math.max(0, at.indexOf("\"phase\""))).strip();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new Broken("the worker's file cannot be read: " + e.getMessage());
    }
  }
}
