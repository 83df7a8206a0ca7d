package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.BindPlan;
import io.byteleap.domain.passthrough.BindPlan.Card;
import io.byteleap.domain.passthrough.Notice;
import io.byteleap.domain.passthrough.PciDevice;
import io.byteleap.domain.passthrough.Refusal;
import io.byteleap.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// What bind is about to do, before it does it.
record BindPreview(BindPlan plan, Packages packages, Changes changes, Rebuild rebuild)
    implements Report {
  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("GPUs to bind to vfio-pci: " + plan.cards().size());
    plan.cards().forEach(card -> add(lines, card));
    if (!plan.leftOut().isEmpty()) {
      lines.add("Left to the host:");
      for (Refusal refusal : plan.leftOut()) {
        lines.add("  " + refusal.text());
        lines.add("    remedy: " + refusal.remedy());
      }
    }
    plan.notices().forEach(notice -> lines.add("Note: " + notice.text()));
    if (packages.isKnown() && !packages.missing().isEmpty()) {
      lines.add("Packages to install: " + String.join(", ", packages.missing()));
    }
    lines.addAll(FileDiffs.lines(changes));
    if (!changes.isNothing()) {
      lines.addAll(commandLines(rebuild));
    }
    return lines;
  }

  private static void add(List<String> lines, Card card) {
    var gpu = card.gpu();
    lines.add(
        "  %s [%s], driver %s, IOMMU group %s"
            .formatted(gpu.shown(), gpu.id(), gpu.driverWord(), gpu.group()));
    for (PciDevice companion : card.companions()) {
      lines.add(
          "    with its %s %s [%s]"
              .formatted(companion.kind().word(), companion.address(), companion.id()));
    }
  }

  static List<String> commandLines(Rebuild rebuild) {
    List<String> lines = new ArrayList<>();
    if (!rebuild.programs().isEmpty()) {
      lines.add("Then:");
      rebuild.programs().forEach(program -> lines.add("  run " + program.shown()));
    }
    rebuild.lacking().forEach(lacking -> lines.add("Note: this host has no " + lacking));
    return lines;
  }

  @Override
  public JsonObject json() {
    return JsonObject.builder()
        .putObjects(
            "gpus",
            plan.cards().stream()
                .map(
                    card ->
                        Gpus.json(card.gpu())
                            .putObjects(
                                "companions",
                                card.companions().stream()
                                    .map(each -> Gpus.json(each).build())
                                    .toList())
                            .build())
                .toList())
        .putObjects("left_out", plan.leftOut().stream().map(BindPreview::json).toList())
        .putTexts("notices", plan.notices().stream().map(Notice::text).toList())
        .putTexts("packages_missing", packages.isKnown() ? packages.missing() : List.of())
        .putObjects("files", FileDiffs.json(changes))
        .putTexts("programs", rebuild.programs().stream().map(Program::shown).toList())
        .build();
  }

  static JsonObject json(Refusal refusal) {
    return JsonObject.builder().put("why", refusal.text()).put("remedy", refusal.remedy()).build();
  }
}
