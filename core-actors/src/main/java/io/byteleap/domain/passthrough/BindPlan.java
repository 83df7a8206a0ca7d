package io.byteleap.domain.passthrough;

import io.byteleap.domain.passthrough.BindWish.All;
import io.byteleap.domain.passthrough.BindWish.First;
import io.byteleap.domain.passthrough.HostInventory.ReleaseHook;
import io.byteleap.domain.passthrough.Processor.Extension;
import io.byteleap.domain.passthrough.Processor.Vendor;
import io.byteleap.domain.vm.PciAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Which GPUs are given to virtual machines, each with all functions of its card, and which are
/// not, each with the reason.
public record BindPlan(
    Vendor processor, List<Card> cards, List<Refusal> leftOut, List<Notice> notices)
    implements BindDecision {
  public BindPlan {
    cards = List.copyOf(cards);
    leftOut = List.copyOf(leftOut);
    notices = List.copyOf(notices);
  }

  /// A GPU and the other functions of its card, sound first.
  public record Card(PciDevice gpu, List<PciDevice> companions) {
    public Card {
      companions = List.copyOf(companions);
    }

    static Card of(PciDevice gpu, PciDevices pci) {
      var soundFirst =
          Comparator.comparing((PciDevice device) -> !device.kind().isAudio())
              .thenComparing(PciDevice::address);
      return new Card(gpu, pci.companions(gpu).stream().sorted(soundFirst).toList());
    }

    public Stream<PciDevice> functions() {
      return Stream.concat(Stream.of(gpu), companions.stream());
    }
  }

  /// Vendor and model of every function, each once, in the order of the cards.
  public List<PciId> ids() {
    return functions().map(PciDevice::id).distinct().toList();
  }

  public List<PciAddress> addresses() {
    return functions().map(PciDevice::address).toList();
  }

  private Stream<PciDevice> functions() {
    return cards.stream().flatMap(Card::functions);
  }

  /// What can be done on `host`; refused only when nothing can.
  public static BindDecision of(HostInventory host, BindWish wish) {
    var unfit = unfit(host);
    return unfit.isEmpty() ? ofFitHost(host, wish) : new BindDecision.Refused(unfit);
  }

  /// What could be done with the GPUs of `host` if nothing else of it stood in the way.
  public static BindDecision ofFitHost(HostInventory host, BindWish wish) {
    List<Refusal> leftOut = new ArrayList<>();
    var chosen = chosen(host, wish, leftOut);
    if (chosen.isEmpty()) {
      return new BindDecision.Refused(leftOut);
    }
    var cards = chosen.stream().map(gpu -> Card.of(gpu, host.pci())).toList();
    var plan = new BindPlan(host.processor().vendor(), cards, leftOut, List.of());
    var display = plan.unchosenTwins(host).stream().filter(PciDevice::isBootDisplay).findFirst();
    if (display.isPresent() && host.releaseHook() == ReleaseHook.IMPOSSIBLE) {
      return new BindDecision.Refused(List.of(new Refusal.DisplayOfSameModel(display.get())));
    }
    return new BindPlan(plan.processor, cards, leftOut, plan.noticesFor(host, wish));
  }

  private static List<Refusal> unfit(HostInventory host) {
    List<Refusal> unfit = new ArrayList<>();
    if (!(host.containment() instanceof Containment.BareMetal)) {
      unfit.add(new Refusal.NotBareMetal(host.containment()));
    }
    if (!host.kernel().isNewEnough()) {
      unfit.add(new Refusal.KernelTooOld(host.kernel()));
    }
    if (host.processor().vendor() == Vendor.OTHER) {
      unfit.add(new Refusal.UnknownProcessor(host.processor()));
    } else if (host.processor().extension() == Extension.ABSENT) {
      unfit.add(new Refusal.NoVirtualization(host.processor()));
    }
    if (host.pci().nvidiaGpus().isEmpty()) {
      unfit.add(new Refusal.NoNvidiaGpu());
    }
    return unfit;
  }

  private static List<PciDevice> chosen(HostInventory host, BindWish wish, List<Refusal> leftOut) {
    List<PciDevice> fit = new ArrayList<>();
    for (PciDevice gpu : host.pci().nvidiaGpus()) {
      var foreign = foreign(host.pci(), gpu);
      if (gpu.isBootDisplay()) {
        leftOut.add(new Refusal.BootDisplay(gpu));
      } else if (!foreign.isEmpty()) {
        leftOut.add(new Refusal.SharedGroup(gpu, foreign));
      } else {
        fit.add(gpu);
      }
    }
    List<PciDevice> chosen =
        new ArrayList<>(
            switch (wish) {
              case All() -> fit;
              case First(int count) -> fit.subList(0, Math.min(count, fit.size()));
            });
    // One that is left out may leave its neighbours in the group without it, and so on.
    while (true) {
      var parted =
          chosen.stream().filter(gpu -> !unchosen(host.pci(), gpu, chosen).isEmpty()).toList();
      if (parted.isEmpty()) {
        return List.copyOf(chosen);
      }
      parted.forEach(
          gpu -> leftOut.add(new Refusal.SharedGroup(gpu, unchosen(host.pci(), gpu, chosen))));
      chosen.removeAll(parted);
    }
  }

  /// What the host would lose, or nobody knows, in a GPU's group; other NVIDIA cards are looked at
  /// when it is known which are chosen.
  private static List<String> foreign(PciDevices pci, PciDevice gpu) {
    return Stream.concat(
            pci.strangers(gpu).stream()
                .filter(stranger -> cardOf(pci, stranger).isEmpty())
                .map(BindPlan::shown),
            pci.unknowns(gpu).stream().map(unknown -> "the unreadable device " + unknown))
        .toList();
  }

  private static List<String> unchosen(PciDevices pci, PciDevice gpu, List<PciDevice> chosen) {
    return pci.strangers(gpu).stream()
        .filter(stranger -> cardOf(pci, stranger).stream().noneMatch(chosen::contains))
        .map(stranger -> shown(stranger) + ", which is not chosen")
        .toList();
  }

  /// NVIDIA GPUs on the card that a function belongs to.
  private static List<PciDevice> cardOf(PciDevices pci, PciDevice function) {
    return pci.nvidiaGpus().stream().filter(function::isOnCardOf).toList();
  }

  private static String shown(PciDevice device) {
    return "the " + device.kind().word() + " " + device.shown();
  }

  /// GPUs that are not chosen but have the id of a chosen one.
  private List<PciDevice> unchosenTwins(HostInventory host) {
    var ids = ids();
    var taken = addresses();
    return host.pci().nvidiaGpus().stream()
        .filter(gpu -> ids.contains(gpu.id()) && !taken.contains(gpu.address()))
        .toList();
  }

  private List<Notice> noticesFor(HostInventory host, BindWish wish) {
    List<Notice> all = new ArrayList<>();
    if (!host.isIommuActive()) {
      all.add(new Notice.IommuInactive(host.processor()));
    }
    if (wish instanceof First(int count) && count > cards.size()) {
      all.add(new Notice.FewerThanWanted(count, cards.size()));
    }
    var twins = unchosenTwins(host);
    if (!twins.isEmpty()) {
      all.add(new Notice.SameModel(host.releaseHook(), twins));
    }
    var taken = addresses();
    var left =
        host.pci().nvidiaGpus().stream().filter(gpu -> !taken.contains(gpu.address())).toList();
    if (!left.isEmpty()) {
      all.add(new Notice.NoDriverLeft(left));
    }
    return all;
  }
}
