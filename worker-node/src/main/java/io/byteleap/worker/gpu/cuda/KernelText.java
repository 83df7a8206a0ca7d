package io.byteleap.worker.gpu.cuda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The kernels as they travel with this program: PTX, the driver's intermediate language, which the
/// driver compiles for the card that it finds. Made by `deploy/gpu/build` from the sources there.
enum KernelText {
  /// Everything, for all cards of compute capability 8.0 and later.
  EXACT("exact.ptx"),

  /// The product once more, for cards of compute capability 9.0 and no others.
  HOPPER("hopper.ptx");

  private final String file;

  KernelText(String file) {
    this.file = file;
  }

  String file() {
    return file;
  }

  String ptx() {
    try (var stream = KernelText.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("BUG: this program was built without " + file);
      }
      return new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
