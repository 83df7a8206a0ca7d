package io.byteleap.scale;

import static io.byteleap.fixture.ChainVectors.bytes;
import static io.byteleap.fixture.ChainVectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.ChainVectors;
import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.Seeds;
import io.byteleap.scale.ScaleRefusal.Kind;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Examples are those of the codec's description, the rest are properties.
final class ScaleTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0x00",
    "1, 0x04",
    "42, 0xa8",
    "63, 0xfc",
    "64, 0x0101",
    "69, 0x1501",
    "16383, 0xfdff",
    "16384, 0x02000100",
    "65535, 0xfeff0300",
    "1073741823, 0xfeffffff",
    "1073741824, 0x0300000040",
    "100000000000000, 0x0b00407a10f35a",
    "18446744073709551615, 0x13ffffffffffffffff",
    "340282366920938463463374607431768211455, 0x33ffffffffffffffffffffffffffffffff",
  })
  void compact_isWrittenAndReadInItsShortestForm(BigInteger number, String written) {
    assertThat(hex(new ScaleWriter().compact(number).toBytes())).isEqualTo(written);
    assertThat(read(bytes(written), ScaleReader::compactBig)).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({"0x0100", "0xfd00", "0x02000000", "0x02ff0000", "0x03ffffff3f", "0x0700000040 00"})
  void compact_inTooManyBytes_isRefused(String written) {
    var bytes = bytes(written.replace(" ", ""));

    assertThat(refusal(bytes, ScaleReader::compact)).isEqualTo(Kind.NOT_CANONICAL);
    assertThat(refusal(bytes, ScaleReader::compactBig)).isEqualTo(Kind.NOT_CANONICAL);
  }

  @Test
  void compact_ofMoreThanItsPlaceAllows_isRefused() {
    Bytes of9 = bytes("0x17ffffffffffffffffff");
    Bytes of17 = bytes("0x37" + "ff".repeat(17));

    assertThat(refusal(of9, ScaleReader::compact)).isEqualTo(Kind.OUT_OF_RANGE);
    assertThat(refusal(of17, ScaleReader::compactBig)).isEqualTo(Kind.OUT_OF_RANGE);
    assertThat(refusal(bytes("0x13" + "ff".repeat(8)), ScaleReader::compact63))
        .isEqualTo(Kind.OUT_OF_RANGE);
    assertThat(refusal(bytes("0xa8"), reader -> reader.compactInt(41)))
        .isEqualTo(Kind.OUT_OF_RANGE);
    assertThat(refusal(bytes("ff".repeat(8)), ScaleReader::u63)).isEqualTo(Kind.OUT_OF_RANGE);
  }

  @Test
  void compact_anyNumber_comesBack() {
    Seeds.check(
        2_000,
        random -> {
          var number = new BigInteger(random.nextInt(129), new Random(random.nextLong()));
          Bytes written = new ScaleWriter().compact(number).toBytes();

          assertThat(read(written, ScaleReader::compactBig)).isEqualTo(number);
          if (number.bitLength() <= 64) {
            assertThat(read(written, ScaleReader::compact)).isEqualTo(number.longValue());
          }
        });
  }

  @Test
  void numbers_areLittleEndian() {
    Bytes written =
        new ScaleWriter()
            .u8(0xfe)
            .u16(0x0102)
            .u32(0xfffe_fdfcL)
            .u64(-2)
            .u128(BigInteger.TWO.pow(127))
            .flag(true)
            .toBytes();

    assertThat(hex(written))
        .isEqualTo("0xfe0201fcfdfefffeffffffffffffff0000000000000000000000000000008001");
    var reader = ScaleReader.of(written);
    assertThat(reader.u8()).isEqualTo(0xfe);
    assertThat(reader.u16()).isEqualTo(0x0102);
    assertThat(reader.u32()).isEqualTo(0xfffe_fdfcL);
    assertThat(reader.u64()).isEqualTo(-2);
    assertThat(reader.u128()).isEqualTo(BigInteger.TWO.pow(127));
    assertThat(reader.flag()).isTrue();
    reader.finish();
  }

  @Test
  void signedNumber_isTwosComplement() {
    BigInteger number = read(bytes("feffffff"), reader -> reader.signed(4));

    assertThat(number).isEqualTo(-2);
  }

  @Test
  void listsTextsAndOptions_comeBack() {
    Bytes written =
        new ScaleWriter()
            .list(List.of(4, 8, 15), ScaleWriter::u16)
            .text("Hamlet ∂")
            .u8(1)
            .u32(7)
            .u8(0)
            .toBytes();

    var reader = ScaleReader.of(written);

    assertThat(reader.list(2, ScaleReader::u16)).containsExactly(4, 8, 15);
    assertThat(reader.text()).isEqualTo("Hamlet ∂");
    assertThat(reader.option(ScaleReader::u32)).contains(7L);
    assertThat(reader.option(ScaleReader::u32)).isEmpty();
    reader.finish();
  }

  @Test
  void count_beyondTheBytes_isRefusedBeforeAnythingIsAllocated() {
    Bytes gigabytes = bytes("0x02093d00" + "00".repeat(100));

    assertThat(refusal(gigabytes, reader -> reader.list(1, ScaleReader::u8)))
        .isEqualTo(Kind.COUNT_TOO_LARGE);
    assertThat(refusal(bytes("0x13" + "ff".repeat(8)), ScaleReader::bytes))
        .isEqualTo(Kind.COUNT_TOO_LARGE);
    assertThat(refusal(bytes("0x0c" + "00".repeat(5)), reader -> reader.list(2, ScaleReader::u16)))
        .isEqualTo(Kind.COUNT_TOO_LARGE);
  }

  @Test
  void damage_hasAName() {
    assertThat(refusal(bytes("0x01"), ScaleReader::u16)).isEqualTo(Kind.TRUNCATED);
    assertThat(refusal(bytes("0x0100"), ScaleReader::u8)).isEqualTo(Kind.TRAILING_BYTES);
    assertThat(refusal(bytes("0x02"), ScaleReader::flag)).isEqualTo(Kind.NOT_A_FLAG);
    assertThat(refusal(bytes("0x02"), reader -> reader.option(ScaleReader::u8)))
        .isEqualTo(Kind.NOT_A_FLAG);
    assertThat(refusal(bytes("0x04ff"), ScaleReader::text)).isEqualTo(Kind.NOT_TEXT);
  }

  @Test
  void writer_refusesWhatDoesNotFit() {
    var writer = new ScaleWriter();

    assertThatThrownBy(() -> writer.u8(256)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.u16(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.u32(1L << 32)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.u128(BigInteger.TWO.pow(128)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.compact(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void reader_anyMutant_isReadOrRefused() {
    Bytes good =
        new ScaleWriter()
            .list(List.of(1, 2, 3), ScaleWriter::u16)
            .text("text")
            .compact(1L << 40)
            .u8(1)
            .u64(5)
            .toBytes();

    Fuzz.bytes(
        List.of(good.toArray()),
        mutant ->
            ScaleResult.ofAll(
                Bytes.copyOf(mutant),
                reader ->
                    List.of(
                        reader.list(2, ScaleReader::u16),
                        reader.text(),
                        reader.compactBig(),
                        reader.option(ScaleReader::u64))));
  }

  private static <T> T read(Bytes bytes, Function<ScaleReader, T> reader) {
    return ChainVectors.read(ScaleResult.ofAll(bytes, reader));
  }

  private static <T> Kind refusal(Bytes bytes, Function<ScaleReader, T> reader) {
    return switch (ScaleResult.ofAll(bytes, reader)) {
      case ScaleResult.Read<T>(var value) -> throw new AssertionError("read " + value);
      case ScaleResult.Refused<T>(var why) -> why.kind();
    };
  }
}
