package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.PciDevice;
import io.byteleap.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// What unbind is about to do, before it does it.
record UnbindPreview(List<PciDevice> gpus, Changes changes, Rebuild rebuild) implements Report {
  UnbindPreview {
    gpus = List.copyOf(gpus);
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("NVIDIA GPUs of this host: " + gpus.size());
    gpus.forEach(gpu -> lines.add("  " + gpu.shown() + ", driver " + gpu.driverWord()));
    lines.addAll(FileDiffs.lines(changes));
    lines.addAll(BindPreview.commandLines(rebuild));
    return lines;
  }

  @Override
  public JsonObject json() {
    return JsonObject.builder()
        .putObjects("gpus", gpus.stream().map(gpu -> Gpus.json(gpu).build()).toList())
        .putObjects("files", FileDiffs.json(changes))
        .putTexts("programs", rebuild.programs().stream().map(Program::shown).toList())
        .build();
  }
}
