package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.SetupFile;
import java.io.IOException;

/// The files of a host that are written. Every call is done when it returns, or has done nothing.
interface HostFiles {
  /// Writes a file that may be there; if it is, it keeps its owner and permissions.
  void write(String path, String text, SetupFile.Kind kind) throws IOException;

  /// Deletes a file; one that is not there is fine.
  void delete(String path) throws IOException;

  /// Makes one folder; one that is there is fine.
  void makeFolder(String path) throws IOException;

  /// Removes a folder if it is empty.
  void removeFolder(String path) throws IOException;
}
