package io.byteleap.domain.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.Seeds;
import org.junit.jupiter.api.Test;

final class Mt19937Test {
  /// The tenth-thousandth output of the reference seed, as in the C++ standard's `mt19937`.
  @Test
  void outputs_areThoseOfTheReference() {
    var generator = Mt19937.seeded(5489);
    for (int i = 1; i < 10_000; i++) {
      generator.nextInt32();
    }

    assertThat(Integer.toUnsignedLong(generator.nextInt32())).isEqualTo(4_123_659_995L);
  }

  @Test
  void manyAtOnce_areThoseDrawnOneByOne() {
    Seeds.check(
        200,
        random -> {
          int seed = random.nextInt();
          var oneByOne = Mt19937.seeded(seed);
          var atOnce = Mt19937.seeded(seed);
          for (int step = 0; step < 8; step++) {
            int bound = random.nextInt(1, 32_768);
            var numbers = new short[random.nextInt(0, 3_000)];

            atOnce.fillWithin(bound, numbers);

            for (short number : numbers) {
              assertThat(number).isEqualTo((short) oneByOne.nextBounded(-bound, bound + 1));
            }
            assertThat(atOnce.nextInt32()).isEqualTo(oneByOne.nextInt32());
          }
        });
  }

  @Test
  void skipping_endsWhereFillingEnds() {
    Seeds.check(
        200,
        random -> {
          int seed = random.nextInt();
          int bound = random.nextInt(1, 32_768);
          int count = random.nextInt(0, 9_000);
          var filling = Mt19937.seeded(seed);
          var skipping = Mt19937.seeded(seed);

          filling.fillWithin(bound, new short[count]);
          skipping.skipWithin(bound, count);

          assertThat(skipping.nextInt32()).isEqualTo(filling.nextInt32());
        });
  }

  @Test
  void copy_goesOnAlone() {
    var generator = Mt19937.seeded(7);
    generator.fillWithin(500, new short[1_000]);

    var copy = generator.copy();
    var ofCopy = new short[4_000];
    var ofGenerator = new short[4_000];
    copy.fillWithin(500, ofCopy);
    generator.fillWithin(500, ofGenerator);

    assertThat(ofCopy).isEqualTo(ofGenerator);
  }

  @Test
  void rangeOfOneNumber_drawsNothing() {
    var generator = Mt19937.seeded(3);

    assertThat(generator.nextBounded(9, 10)).isEqualTo(9);
    assertThat(generator.nextInt32()).isEqualTo(Mt19937.seeded(3).nextInt32());
  }
}
