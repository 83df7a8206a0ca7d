package io.byteleap.wire.gpu;

import io.byteleap.domain.units.Label;
import java.util.Arrays;

/// Why a GPU server refuses a command: told by its text where it has one of its own, else by its
/// number.
public enum GpuErrorCode {
  MISSING_COMMAND(0, "Missing command field"),
  UNKNOWN_COMMAND(0, "Unknown command"),
  INVALID_JSON(0, "Invalid JSON format"),
  /// Too many connections; worth another try.
  BUSY(0, "Server busy"),
  /// Another computation is running; worth another try when it is done.
  COMPUTING(0, "Challenge task rejected"),
  NO_CONTEXT(0, "Failed to initialize GPU compute contexts"),
  /// There is no result of this GPU, or not any more.
  NO_RESULT(0, "No cached result available"),
  NO_ACTIVE_GPU(-2, ""),
  BAD_TARGET(-3, ""),
  BAD_PARAMETER(-8, ""),
  /// Something else; the text says what.
  OTHER(-1, "");

  private final int number;
  private final String text;

  GpuErrorCode(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /// What a server of ours sends; 0 where the code is told by its text.
  int number() {
    return number;
  }

  static GpuErrorCode of(int number, Label error) {
    return Arrays.stream(values())
        .filter(code -> !code.text.isEmpty() && error.value().startsWith(code.text))
        .findFirst()
        .orElseGet(() -> of(number));
  }

  private static GpuErrorCode of(int number) {
    return Arrays.stream(values())
        .filter(code -> code.text.isEmpty() && code.number == number)
        .findFirst()
        .orElse(OTHER);
  }

  /// Whether the same command may succeed later without anybody doing anything.
  public boolean isPassing() {
    return this == BUSY || this == COMPUTING;
  }
}
