package io.byteleap.worker.gpu.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.byteleap.worker.gpu.cuda.Session.Extent;
import io.byteleap.worker.gpu.cuda.Session.Operands;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// Multiplies by cuBLASLt of CUDA's toolkit, which workers need not have. Its matrices are stored
/// by columns, so that it is asked for the transposed product: rows of ours are its columns.
///
/// Source: cuBLAS library user guide, `cublasLt.h`.
final class CublasLt implements Multiplier {
  private static final List<String> FILES =
      List.of("libcublasLt.so.13", "libcublasLt.so.12", "libcublasLt.so.11");

  private static final int COMPUTE_32I = 72;
  private static final int TYPE_8I = 3;
  private static final int TYPE_32I = 10;
  private static final int TRANSPOSE_A = 3;
  private static final int TRANSPOSED = 1;

  private static final int STATUS_ALLOC_FAILED = 3;
  private static final int STATUS_EXECUTION_FAILED = 13;

  private final CudaLibrary library;
  private final MemorySegment handle;
  private final MemorySegment product;

  private CublasLt(CudaLibrary library, MemorySegment handle, MemorySegment product) {
    this.library = library;
    this.handle = handle;
    this.product = product;
  }

  /// Loaded once, at the first question.
  private static final class Found {
    private static final Optional<CudaLibrary> LIBRARY = find();

    private static Optional<CudaLibrary> find() {
      for (String file : FILES) {
        try {
          return Optional.of(CudaLibrary.load(file, new Statuses()));
        } catch (CudaFault fault) {
          assert fault.kind() == CudaFault.Kind.REFUSED; // not here; perhaps the next
        }
      }
      return Optional.empty();
    }
  }

  private static final class Statuses implements CudaLibrary.Naming {
    @Override
    public CudaFault.Kind kind(int status) {
      return switch (status) {
        case STATUS_ALLOC_FAILED -> CudaFault.Kind.OUT_OF_MEMORY;
        case STATUS_EXECUTION_FAILED -> CudaFault.Kind.CARD_LOST;
        default -> CudaFault.Kind.REFUSED;
      };
    }

    @Override
    public String name(CudaLibrary library, int status) {
      return "status " + status + " of cublasStatus_t";
    }
  }

  static boolean isHere() {
    return Found.LIBRARY.isPresent();
  }

  /// For the current context, with which what it takes is freed; a [CudaFault] when the library is
  /// not here or does not do products of bytes.
  static CublasLt create() {
    var library =
        Found.LIBRARY.orElseThrow(
            () -> new CudaFault(CudaFault.Kind.REFUSED, "there is no cuBLASLt here"));
    try (var arena = Arena.ofConfined()) {
      var out = arena.allocate(ADDRESS);
      library.call("cublasLtCreate", out);
      var handle = out.get(ADDRESS, 0);
      library.call("cublasLtMatmulDescCreate", out, COMPUTE_32I, TYPE_32I);
      var product = out.get(ADDRESS, 0);
      library.call(
          "cublasLtMatmulDescSetAttribute",
          product,
          TRANSPOSE_A,
          arena.allocateFrom(JAVA_INT, TRANSPOSED),
          JAVA_INT.byteSize());
      return new CublasLt(library, handle, product);
    }
  }

  @Override
  public void multiply(Operands operands, Extent extent, long stream) {
    try (var arena = Arena.ofConfined();
        var columns = layout(arena, TYPE_8I, extent.depth(), extent.columns(), extent.depth());
        var rows = layout(arena, TYPE_8I, extent.depth(), extent.rows(), extent.depth());
        var sums = layout(arena, TYPE_32I, extent.columns(), extent.rows(), extent.stride())) {
      var c = address(operands.c());
      library.call(
          "cublasLtMatmul",
          handle,
          product,
          arena.allocateFrom(JAVA_INT, 1),
          address(operands.b()),
          columns.handle(),
          address(operands.a()),
          rows.handle(),
          arena.allocateFrom(JAVA_INT, 0),
          c,
          sums.handle(),
          c,
          sums.handle(),
          MemorySegment.NULL,
          MemorySegment.NULL,
          0L,
          MemorySegment.ofAddress(stream));
    }
  }

  private static MemorySegment address(Region region) {
    return MemorySegment.ofAddress(region.address());
  }

  private Layout layout(Arena arena, int type, long rows, long columns, long stride) {
    var out = arena.allocate(ADDRESS);
    library.call("cublasLtMatrixLayoutCreate", out, type, rows, columns, stride);
    return new Layout(library, out.get(ADDRESS, 0));
  }

  private record Layout(CudaLibrary library, MemorySegment handle) implements AutoCloseable {
    @Override
    public void close() {
      library.call("cublasLtMatrixLayoutDestroy", handle);
    }
  }
}
