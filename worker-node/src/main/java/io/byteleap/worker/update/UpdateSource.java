package io.byteleap.worker.update;

import io.byteleap.worker.fetch.HttpsFetch;
import java.net.URI;
import java.nio.file.Path;

/// Where published versions are: `manifest.json`, its signature `manifest.json.sig` (base64), and
/// under `files/` every file by the SHA-256 of its content.
public interface UpdateSource {
  String MANIFEST = "manifest.json";
  String SIGNATURE = "manifest.json.sig";
  String FILES = "files/";

  /// The content of a small file, `sizeMax` bytes at most.
  byte[] read(String name, int sizeMax) throws UpdateProblem;

  /// Brings a file to `target`, `size` bytes at most; what an earlier try left there may be kept.
  void fetch(String name, Path target, long size) throws UpdateProblem;

  /// The source of that address: `https:`, or `file:` for a folder of this machine.
  static UpdateSource of(URI address) {
    return "file".equals(address.getScheme())
        ? new FolderSource(Path.of(address.getPath()))
        : new HttpsSource(HttpsFetch.create(), address);
  }
}
