package io.byteleap.worker.gpu.cuda;

/// What a card or its driver did not do; the message names the call and the driver's error.
final class CudaFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  CudaFault(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  CudaFault(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /// What it means for whoever wanted the work.
  enum Kind {
    /// There is not so much memory at present.
    OUT_OF_MEMORY,

    /// The driver does not take the kernels: it is too old for them, or they are damaged.
    BAD_KERNELS,

    /// The card, or this process's use of it, broke down; a new start may help.
    CARD_LOST,

    /// Anything else.
    REFUSED;

    private static final int ERROR_OUT_OF_MEMORY = 2;
    private static final int ERROR_NO_BINARY = 209;
    private static final int ERROR_INVALID_PTX = 218;
    private static final int ERROR_JIT_COMPILER_NOT_FOUND = 221;
    private static final int ERROR_UNSUPPORTED_PTX = 222;
    private static final int ERROR_JIT_COMPILATION_DISABLED = 223;

    /// Errors that the driver's `cuda.h` says leave the process's use of the card in an
    /// inconsistent state, and those of a card that is gone: 4 deinitialized, 46 device
    /// unavailable, 100 no device, 201 invalid context, 214 uncorrectable memory error, 220 NVLink,
    /// 700 to 702 and 714 to 720 broken kernels, 709 destroyed context, 999 unknown.
    static Kind of(int code) {
      return switch (code) {
        case ERROR_OUT_OF_MEMORY -> OUT_OF_MEMORY;
        case ERROR_NO_BINARY,
            ERROR_INVALID_PTX,
            ERROR_JIT_COMPILER_NOT_FOUND,
            ERROR_UNSUPPORTED_PTX,
            ERROR_JIT_COMPILATION_DISABLED ->
            BAD_KERNELS;
        case 4, 46, 100, 201, 214, 220, 700, 702, 709, 714, 715, 716, 717, 718, 719, 720, 999 ->
            CARD_LOST;
        default -> REFUSED;
      };
    }
  }
}
