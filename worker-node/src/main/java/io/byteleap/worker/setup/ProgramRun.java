package io.byteleap.worker.setup;

import io.byteleap.worker.setup.Programs.Done;
import io.byteleap.worker.setup.Programs.Failed;
import java.util.ArrayList;
import java.util.List;

/// Programs one after another, on the machine that we run on; on a recorded tree they are only
/// named. After one that fails no other is run.
record ProgramRun(List<String> notes, List<String> failures) {
  ProgramRun {
    notes = List.copyOf(notes);
    failures = List.copyOf(failures);
  }

  static ProgramRun of(List<Program> programs, HostTree host, Programs runner) {
    List<String> notes = new ArrayList<>();
    for (Program program : programs) {
      if (!host.isReal()) {
        notes.add("Not run on a recorded tree: " + program.shown());
        continue;
      }
      switch (runner.run(program)) {
        case Done() -> notes.add("Ran " + program.shown());
        case Failed(var why) -> {
          return new ProgramRun(notes, List.of(why));
        }
      }
    }
    return new ProgramRun(notes, List.of());
  }
}
