package io.byteleap.worker.gateway;

import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who the worker is at its gateway, where the existing worker keeps it: beside its configuration,
/// where a service may not write.
public final class OldState {
  private static final Logger LOG = LoggerFactory.getLogger(OldState.class);

  private OldState() {}

  /// Writes what is in `old` to `own`, unless there is something already. What cannot be used, or
  /// can be read by others, is not taken, and the log says why; `old` stays as it is.
  public static void takeOver(Path old, Path own) throws GatewayProblem {
    if (Files.exists(own) || !Files.exists(old)) {
      return;
    }
    switch (new StateFile(old).read()) {
      case StateFile.Enrolled(var identity) -> {
        new StateFile(own).write(identity.state());
        LOG.info("who the worker is at its gateway was taken over, from={}, file={}", old, own);
      }
      case StateFile.Absent() -> {}
    }
  }
}
