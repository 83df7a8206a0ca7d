package io.byteleap.worker.update;

import java.nio.file.Path;

/// Nothing is published where no source is configured.
final class NoSource implements UpdateSource {
  @Override
  public byte[] read(String name, int sizeMax) throws UpdateProblem {
    throw problem();
  }

  @Override
  public void fetch(String name, Path target, long size) throws UpdateProblem {
    throw problem();
  }

  private static UpdateProblem problem() {
    return new UpdateProblem(
        Layer.CONFIGURATION,
        "updates are off: update.public_key and update.source are not configured");
  }
}
