package io.byteleap.worker.gpu.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.units.Ratio;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Calls a library that every Linux has: the C library's `abs` answers a status as CUDA's functions
/// do.
@EnabledOnOs(OS.LINUX)
final class CudaLibraryTest {
  private static final String C_LIBRARY = "libc.so.6";

  private static final CudaLibrary.Naming NAMING =
      new CudaLibrary.Naming() {
        @Override
        public CudaFault.Kind kind(int status) {
          return CudaFault.Kind.of(status);
        }

        @Override
        public String name(CudaLibrary library, int status) {
          return "ERROR_" + status;
        }
      };

  @Test
  void statusOfZero_isNoFault() {
    var library = CudaLibrary.load(C_LIBRARY, NAMING);

    library.call("abs", 0);

    assertThat(library.status("abs", -7)).isEqualTo(7);
  }

  @Test
  void anyOtherStatus_isAFault_withTheNameOfTheCall() {
    var library = CudaLibrary.load(C_LIBRARY, NAMING);

    assertThatThrownBy(() -> library.call("abs", -2))
        .isInstanceOfSatisfying(
            CudaFault.class,
            fault -> {
              assertThat(fault).hasMessage("abs: ERROR_2");
              assertThat(fault.kind()).isEqualTo(CudaFault.Kind.OUT_OF_MEMORY);
            });
  }

  @Test
  void missingLibrary_isNoGpuEngine() {
    assertThat(CardSight.look("libcuda-that-nobody-has.so.1", Ratio.WHOLE))
        .isEqualTo(
            new CardSight.Absent(
                "no GPU engine: there is no libcuda-that-nobody-has.so.1 on this machine"));
  }

  @Test
  void libraryWithoutTheFunctions_isNoGpuEngine() {
    assertThat(CardSight.look(C_LIBRARY, Ratio.WHOLE))
        .isEqualTo(new CardSight.Absent("no GPU engine: libc.so.6 has no cuInit: it is too old"));
  }

  @Test
  void text_endsWhereItEnds_andIsSafeToShow() {
    try (var arena = Arena.ofConfined()) {
      var bytes = arena.allocateFrom("NVIDIA\u001b[31m H100");

      assertThat(CudaLibrary.text(bytes)).isEqualTo("NVIDIA?[31m H100");
      assertThat(CudaLibrary.text(bytes.asSlice(0, 3))).isEqualTo("NVI");
    }
  }

  @Test
  void everyErrorOfABrokenCard_callsForANewStart() {
    assertThat(CudaFault.Kind.of(700)).isEqualTo(CudaFault.Kind.CARD_LOST);
    assertThat(CudaFault.Kind.of(214)).isEqualTo(CudaFault.Kind.CARD_LOST);
    assertThat(CudaFault.Kind.of(222)).isEqualTo(CudaFault.Kind.BAD_KERNELS);
    assertThat(CudaFault.Kind.of(1)).isEqualTo(CudaFault.Kind.REFUSED);
  }
}
