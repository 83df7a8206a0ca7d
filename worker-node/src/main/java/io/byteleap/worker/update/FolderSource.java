package io.byteleap.worker.update;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Versions in a folder of this machine, for machines that nothing reaches.
final class FolderSource implements UpdateSource {
  private final Path folder;

  FolderSource(Path folder) {
    this.folder = folder;
  }

  @Override
  public byte[] read(String name, int sizeMax) throws UpdateProblem {
    Path file = folder.resolve(name);
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(sizeMax + 1);
      if (bytes.length > sizeMax) {
        throw new UpdateProblem(Layer.SOURCE, file + " is larger than " + sizeMax + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw problem(file, e);
    }
  }

  @Override
  public void fetch(String name, Path target, long size) throws UpdateProblem {
    Path file = folder.resolve(name);
    try (var in = Files.newInputStream(file);
        var out = Files.newOutputStream(target)) {
      byte[] part = new byte[1 << 16];
      long left = size + 1;
      for (int read = in.read(part); read >= 0 && left > 0; read = in.read(part)) {
        out.write(part, 0, (int) Math.min(read, left));
        left -= read;
      }
    } catch (IOException e) {
      throw problem(file, e);
    }
  }

  private static UpdateProblem problem(Path file, IOException e) {
    return new UpdateProblem(
        Layer.SOURCE, file + " cannot be read: " + e.getClass().getSimpleName(), e);
  }
}
