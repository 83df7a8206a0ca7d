package io.byteleap.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.Seeds;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Against the same in big integers.
final class Base58Test {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

  @Test
  void anyNumber_isWrittenAsByBigIntegers_andReadBack() {
    numbers()
        .forEach(
            number -> {
              String text = Base58.text(number);

              assertThat(text).isEqualTo(slowly(number));
              assertThat(Base58.number(text)).hasValue(number);
              assertThat(Base58.isDigits(text)).isTrue();
            });
  }

  @Test
  void digitsOfMoreThan35Bytes_areNoNumber() {
    var first = BigInteger.ONE.shiftLeft(8 * Base58.BYTES);

    assertThat(Base58.number(digits(first))).isEmpty();
    assertThat(Base58.number("z".repeat(Base58.CHARACTERS))).isEmpty();
    assertThat(Base58.number(digits(first.subtract(BigInteger.ONE)))).isPresent();
  }

  @Test
  void charactersThatLookAlike_areNoDigits() {
    Stream.of("0", "O", "I", "l", "", "+", "é", "𝟏").forEach(this::isNoDigitUnlessEmpty);
  }

  private void isNoDigitUnlessEmpty(String text) {
    assertThat(Base58.isDigits(text)).as(text).isEqualTo(text.isEmpty());
  }

  private static Stream<byte[]> numbers() {
    var edges = Stream.of(filled(0), filled(-1), filled(1), filled(42), filled(Byte.MIN_VALUE));
    var drawn =
        LongStream.range(0, 2_000)
            .mapToObj(
                seed -> {
                  var number = new byte[Base58.BYTES];
                  Seeds.generator(seed).nextBytes(number);
                  Arrays.fill(number, 0, (int) (seed % 5), (byte) 0);
                  return number;
                });
    return Stream.concat(edges, drawn);
  }

  private static byte[] filled(int value) {
    var number = new byte[Base58.BYTES];
    Arrays.fill(number, (byte) value);
    return number;
  }

  private static String slowly(byte[] number) {
    return digits(new BigInteger(1, number));
  }

  private static String digits(BigInteger number) {
    var base = BigInteger.valueOf(ALPHABET.length());
    var text = new StringBuilder();
    var rest = number;
    for (int i = 0; i < Base58.CHARACTERS; i++) {
      text.append(ALPHABET.charAt(rest.mod(base).intValue()));
      rest = rest.divide(base);
    }
    return text.reverse().toString();
  }
}
