package io.byteleap.worker.release;

import io.byteleap.domain.digest.Base64Text;
import io.byteleap.durable.DurableFile;
import io.byteleap.durable.DurableFile.Readers;
import io.byteleap.worker.program.Digests;
import io.byteleap.worker.program.ProgramFiles;
import io.byteleap.worker.program.Version;
import io.byteleap.worker.update.Manifest;
import io.byteleap.worker.update.ProgramPath;
import io.byteleap.worker.update.UpdateSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes a version into a folder that is then served as it is. The files come first and the
/// manifest last, so that who looks meanwhile finds the version before, whole.
public final class Publication {
  /// What is published as which version; `minVersion` is the oldest that may go to it.
  public record Edition(Version version, long sequence, Version minVersion) {}

  private Publication() {}

  public static Manifest write(
      ProgramFiles program, Edition edition, PublisherKeyFile key, Path folder)
      throws IOException, GeneralSecurityException {
    List<Manifest.Entry> entries = new ArrayList<>();
    for (var file : program.files().entrySet()) {
      entries.add(entry(file));
    }
    var manifest =
        new Manifest(edition.version(), edition.sequence(), edition.minVersion(), entries);
    Path files = Files.createDirectories(folder.resolve(UpdateSource.FILES));
    for (var entry : entries) {
      Path target = files.resolve(entry.sha256());
      if (!Files.exists(target)) {
        Path next = files.resolve("." + entry.sha256());
        Files.copy(program.file(entry.path().text()), next, StandardCopyOption.REPLACE_EXISTING);
        Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    String signature = Base64Text.encoded(key.sign(manifest.bytes())) + "\n";
    DurableFile.write(folder.resolve(UpdateSource.SIGNATURE), signature, Readers.EVERYBODY);
    DurableFile.write(folder.resolve(UpdateSource.MANIFEST), manifest.bytes(), Readers.EVERYBODY);
    return manifest;
  }

  private static Manifest.Entry entry(Map.Entry<String, Path> file) throws IOException {
    return new Manifest.Entry(
        new ProgramPath(file.getKey()),
        Files.size(file.getValue()),
        Digests.of(file.getValue()),
        ProgramFiles.isProgram(file.getKey()) ? "755" : "644");
  }
}
